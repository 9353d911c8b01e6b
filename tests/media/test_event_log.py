"""Event logs: the same events as outside readers give, whole or damaged, and work that stays bounded."""

import io
import lzma
import re
import struct
from collections.abc import Callable
from pathlib import Path

import evtx as outside_evtx
import pyevtx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demo.builder import evtx_xml
from demo.builder.evtx import CHUNK, LogEvent, checked_chunk, file_header, log
from toolkit.errors import Unreadable
from toolkit.media.event_log import Event, Tally, events, outline
from toolkit.media.event_log.xml import LETTERS_LIMIT
from toolkit.media.folder import FolderSource
from toolkit.records import Unread

AT = 1_790_000_000_000_000_000
HEAD = 4096
ARTEFACTS = Path(__file__).parents[3] / "shared" / "data" / "artefacts" / "evtx"
Damage = Callable[[bytes], bytes]
REAL = sorted(ARTEFACTS.glob("*.xz"))


class Read:
    """What our reader makes of some bytes."""

    def __init__(self, folder: Path, data: bytes) -> None:
        (folder / "essai.evtx").write_bytes(data)
        self.source = FolderSource("essai", folder)
        entry = self.source.find("essai.evtx")
        assert entry is not None
        self.entry = entry
        self.tally = Tally()
        found = list(events(self.source, entry, None, self.tally))
        self.events = [one for one in found if isinstance(one, Event)]
        self.failures = {one.why: one.detail for one in found if isinstance(one, Unread)}


def many(count: int, **more: object) -> list[LogEvent]:
    return [
        LogEvent(
            "Essai", 4625, AT + n * 10**9, "Security", {"TargetUserName": f"compte{n}", "Vide": ""}, **more
        )
        for n in range(count)
    ]


def test_values_come_back_as_they_were_written(tmp_path: Path) -> None:
    hard = "Zoé & <b>\n\ud800 日本"
    written = [
        LogEvent(
            "Essai",
            7045,
            AT,
            "System",
            {"ServiceName": hard, "": "sans nom"},
            computer="PC",
            user_sid="S-1-5-18",
        ),
        LogEvent("Autre", 104, AT + 1000, "System", {"Channel": "Sec"}, user_data="LogFileCleared", record=9),
    ]
    first, second = Read(tmp_path, log(written)).events
    assert (first.log, first.provider, first.event_id, first.record) == ("System", "Essai", 7045, 1)
    assert (first.at_ns, first.computer, first.user) == (AT, "PC", "S-1-5-18")
    assert dict(first.values) == {"ServiceName": hard, "param2": "sans nom"}
    assert (second.record, second.user, dict(second.values)) == (9, None, {"Channel": "Sec"})


def test_only_what_is_wanted_is_given_and_everything_is_counted(tmp_path: Path) -> None:
    read = Read(tmp_path, log([*many(50), LogEvent("Rare", 1, AT, "Security")]))
    tally = Tally()
    found = list(
        events(read.source, read.entry, lambda provider, number: (provider, number) == ("Rare", 1), tally)
    )
    assert [one.record for one in found if isinstance(one, Event)] == [51]
    assert (tally.records, tally.damaged, tally.missing) == (51, 0, 0)


def test_missing_numbers_are_found_across_chunks(tmp_path: Path) -> None:
    written = many(2000)
    kept = [LogEvent(**{**{k: getattr(e, k) for k in e.__dataclass_fields__}, "record": n + 1})
            for n, e in enumerate(written) if n not in range(700, 950)]  # fmt: skip
    read = Read(tmp_path, log(kept))
    assert (read.tally.records, read.tally.missing, read.tally.gaps) == (1750, 250, [(701, 950)])
    assert (read.tally.first_record, read.tally.last_record) == (1, 2000)
    assert (read.tally.first_ns, read.tally.last_ns) == (AT, AT + 1999 * 10**9)
    counted, failures = outline(read.source, read.entry)
    # The heads of the chunks say where a chunk ends, not what is missing inside it.
    assert (counted.first_record, counted.last_record, failures) == (1, 2000, [])


def test_a_log_that_wrapped_is_read_in_the_order_of_its_records(tmp_path: Path) -> None:
    data = log(many(2000))
    chunks = [data[at : at + CHUNK] for at in range(HEAD, len(data), CHUNK)]
    turned = data[:HEAD] + b"".join(chunks[2:] + chunks[:2])
    assert [one.record for one in Read(tmp_path, turned).events] == list(range(1, 2001))


@pytest.mark.parametrize(
    ("damage", "failure"),
    [
        (lambda d: d[: HEAD + CHUNK] + b"X" + d[HEAD + CHUNK + 1 :], {"event_chunk_damaged": "1"}),
        (lambda d: d[: HEAD + CHUNK] + bytes(CHUNK) + d[HEAD + 2 * CHUNK :], {"event_chunk_empty": "1"}),
        (lambda d: d[: HEAD + CHUNK + 9000] + bytes([d[HEAD + CHUNK + 9000] ^ 1]) + d[HEAD + CHUNK + 9001 :],
         {"event_chunk_checksum": "1"}),
    ],
)  # fmt: skip
def test_a_damaged_chunk_takes_no_other_with_it(
    tmp_path: Path, damage: Damage, failure: dict[str, str]
) -> None:
    whole = Read(tmp_path, log(many(2000)))
    read = Read(tmp_path, damage(log(many(2000))))
    assert failure.items() <= read.failures.items()
    lost = {one.record for one in whole.events} - {one.record for one in read.events}
    assert {1, 2000}.isdisjoint(lost)
    assert len(read.events) > 1000


def test_records_after_a_hole_in_a_chunk_are_found_again(tmp_path: Path) -> None:
    data = bytearray(log(many(100)))
    hole = HEAD + 8000
    data[hole : hole + 3000] = bytes(3000)
    read = Read(tmp_path, bytes(data))
    assert set(read.failures) == {"event_chunk_checksum", "event_chunk_torn"}
    seen = [one.record for one in read.events]
    assert (seen[0], seen[-1]) == (1, 100)
    assert 70 < len(seen) < 100
    assert 0 < read.tally.found_again < 100


def test_a_log_cut_short_keeps_what_it_holds(tmp_path: Path) -> None:
    data = log(many(2000))
    read = Read(tmp_path, data[: HEAD + CHUNK + 30_000])
    assert {"event_log_cut", "event_chunk_torn"} <= set(read.failures)
    assert read.events[-1].record > Read(tmp_path, data[: HEAD + CHUNK]).events[-1].record


def test_chunks_without_checksums_are_no_failure(tmp_path: Path) -> None:
    data = bytearray(log(many(10)))
    data[:HEAD] = file_header(1, 11, flags=4)
    data[HEAD + 52 : HEAD + 56] = bytes(4)
    assert Read(tmp_path, bytes(data)).failures == {}


def test_a_log_whose_first_bytes_are_gone_is_read(tmp_path: Path) -> None:
    read = Read(tmp_path, bytes(HEAD) + log(many(10))[HEAD:])
    assert (len(read.events), read.failures) == (10, {"event_log_header_damaged": "0"})


@pytest.mark.parametrize("data", [b"", b"ElfFile", bytes(70_000), b"regf" + bytes(9000)])
def test_what_is_no_event_log_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(Unreadable, match="event_log_damaged"):
        Read(tmp_path, data)


def body(content: bytes, *, values: bytes = struct.pack("<I", 0)) -> bytes:
    """Return a log of one record whose template holds these tokens."""
    page = evtx_xml.Page(bytearray(512))
    page.data += b"\x2a\x2a\0\0" + struct.pack("<IQQ", 0, 1, 133_000_000_000_000_000)
    page.data += b"\x0f\x01\x01\0\x0c\x01" + struct.pack("<I", 7)
    page.data += struct.pack("<II16sI", len(page.data) + 4, 0, b"", len(content) + 5)
    page.data += b"\x0f\x01\x01\0" + content + b"\0" + values + b"\0"
    size = len(page.data) - 512 + 4
    struct.pack_into("<I", page.data, 516, size)
    page.data += struct.pack("<I", size)
    chunk = bytearray(page.data.ljust(CHUNK, b"\0"))
    struct.pack_into("<8s4QIII", chunk, 0, b"ElfChnk\0", 1, 1, 1, 1, 128, 512, len(page.data))
    return file_header(1, 2) + checked_chunk(bytes(chunk))


def opened(depth: int) -> bytes:
    name = struct.pack("<IHH", 0, 0, 1) + "A".encode("utf-16-le") + b"\0\0"
    start = 512 + 24 + 14 + 24 + 4  # where the first element of the template lies
    first = struct.pack("<BHII", 1, 0xFFFF, 0, start + 11) + name + b"\x02"
    return first + (struct.pack("<BHII", 1, 0xFFFF, 0, start + 11) + b"\x02") * (depth - 1)


@pytest.mark.parametrize(
    ("content", "values"),
    [
        (opened(4000) + b"\x04" * 4000, struct.pack("<I", 0)),
        (opened(1) + struct.pack("<BHB", 0x0D, 0, 1) * 5000,
         struct.pack("<IHBx", 1, 28_000, 1) + b"<\0" * 14_000),
        (opened(1), struct.pack("<I", 0xFFFF_FFFF)),
        (b"\x04\x04\x04", struct.pack("<I", 0)),
        (b"\x0c" * 400, struct.pack("<I", 0)),
    ],
)  # fmt: skip
def test_hostile_templates_end_in_a_recorded_failure(tmp_path: Path, content: bytes, values: bytes) -> None:
    read = Read(tmp_path, body(content, values=values))
    assert read.events == []
    assert set(read.failures) <= {"event_damaged", "event_limit"}
    assert read.failures


def test_a_fragment_that_holds_itself_ends(tmp_path: Path) -> None:
    # Each value is a fragment that uses the template again, with the value inside it.
    place, value = struct.pack("<I", 512 + 24 + 14), b""
    for _ in range(1500):
        value = (b"\x0f\x01\x01\0\x0c\x01" + struct.pack("<I", 7) + place
                 + struct.pack("<IHBx", 1, len(value) & 0xFFFF, 0x21) + value + b"\0")  # fmt: skip
    content = opened(1) + struct.pack("<BHB", 0x0D, 0, 0x21) + b"\x04"
    read = Read(tmp_path, body(content, values=struct.pack("<IHBx", 1, len(value), 0x21) + value))
    assert set(read.failures) <= {"event_damaged", "event_limit"}
    assert read.failures


def test_a_long_text_of_a_template_is_given_only_so_often(tmp_path: Path) -> None:
    # The text stands once in the chunk, in the template; each record of 200 bytes would repeat it.
    start = 512 + 24 + 14 + 24 + 4
    page = evtx_xml.Page(bytearray(start))
    text = "<command>" * 2500

    def inside() -> None:
        evtx_xml._element(page, "EventData", [], lambda: evtx_xml._element(page, "Data", [], text))

    evtx_xml._element(page, "Event", [], lambda: (_named(page), inside()))
    read = Read(tmp_path, repeated(bytes(page.data[start:]), 150))
    told = sum(len(one.values["param1"]) for one in read.events)
    assert 0 < told <= LETTERS_LIMIT
    assert read.failures.keys() == {"event_limit"}
    assert len(read.events) + read.tally.damaged == read.tally.records == 150


def _named(page: evtx_xml.Page) -> None:
    def inside() -> None:
        evtx_xml._element(page, "Provider", [("Name", "Essai")])
        evtx_xml._element(page, "EventID", [], "1")

    evtx_xml._element(page, "System", [], inside)


def repeated(content: bytes, count: int) -> bytes:
    """Return a log of one chunk whose records all use the template of the first."""
    whole = bytearray(body(content)[HEAD:])
    at = struct.unpack_from("<I", whole, 48)[0]
    for number in range(2, count + 1):
        record = b"\x2a\x2a\0\0" + struct.pack("<IQQ", 0, number, 133_000_000_000_000_000)
        record += b"\x0f\x01\x01\0\x0c\x01" + struct.pack("<III", 7, 512 + 24 + 14, 0) + b"\0"
        record += struct.pack("<I", len(record) + 4)
        whole[at : at + len(record)] = record[:4] + struct.pack("<I", len(record)) + record[8:]
        at += len(record)
    struct.pack_into("<8s4QIII", whole, 0, b"ElfChnk\0", 1, count, 1, count, 128, 512, at)
    return file_header(1, count + 1) + checked_chunk(bytes(whole))


def test_a_head_of_another_record_does_not_date_the_content(tmp_path: Path) -> None:
    data = bytearray(log(many(5)))
    third = HEAD + 512
    for _ in range(2):
        third += struct.unpack_from("<I", data, third + 4)[0]
    struct.pack_into("<QQ", data, third + 8, 2, 133_000_000_000_000_000)  # two and many years before
    read = Read(tmp_path, bytes(data[:HEAD]) + checked_chunk(bytes(data[HEAD:])))
    told = [(one.record, one.at_ns, one.values["TargetUserName"]) for one in read.events]
    assert told == [(n + 1, AT + n * 10**9, f"compte{n}") for n in range(5)]
    assert read.failures == {"event_head_of_another": "2"}


def test_an_event_of_another_machine_keeps_the_number_it_has_here(tmp_path: Path) -> None:
    data = bytearray(log(many(1)))
    struct.pack_into("<Q", data, HEAD + 512 + 8, 700)  # the head alone, of the same time
    struct.pack_into("<4Q", data, HEAD + 8, 1, 1, 700, 700)
    read = Read(tmp_path, bytes(data[:HEAD]) + checked_chunk(bytes(data[HEAD:])))
    assert ([one.record for one in read.events], read.failures) == ([700], {})


def test_the_keywords_of_an_event_are_read(tmp_path: Path) -> None:
    refused = LogEvent("Essai", 4724, AT, "Security", keywords=0x8010_0000_0000_0000)
    read = Read(tmp_path, log([refused, *many(1)]))
    assert [one.keywords for one in read.events] == [0x8010_0000_0000_0000, 0x8000_0000_0000_0000]


BASE = log(many(120))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(HEAD, len(BASE) - 5), st.binary(min_size=1, max_size=4)), min_size=1, max_size=8
    )
)
def test_any_damage_is_recorded_and_nothing_escapes(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[int, bytes]]
) -> None:
    data = bytearray(BASE)
    for at, new in changes:
        data[at : at + len(new)] = new
    read = Read(tmp_path_factory.mktemp("d"), bytes(data))
    assert read.tally.records <= 120 or read.failures
    # Neither the flags of a chunk nor the bytes past its last record are under its checksums.
    free = HEAD + struct.unpack_from("<I", BASE, HEAD + 48)[0]
    summed = (slice(HEAD, HEAD + 120), slice(HEAD + 124, free))
    assert read.failures or all(data[part] == BASE[part] for part in summed)


@pytest.mark.skipif(not REAL, reason="the real logs to develop on are not beside this checkout")
@pytest.mark.parametrize("path", REAL, ids=lambda path: path.name)
def test_every_count_agrees_with_an_outside_reader(tmp_path: Path, path: Path) -> None:
    data = lzma.decompress(path.read_bytes())
    read = Read(tmp_path, data)
    outside = pyevtx.file()
    outside.open_file_object(io.BytesIO(data))
    assert read.tally.records - read.tally.found_again == outside.number_of_records
    assert len(read.events) == read.tally.records - read.tally.damaged
    ours = {one.record: one for one in read.events}
    for number in range(0, outside.number_of_records, 7):
        record = outside.get_record(number)
        mine = ours[record.identifier]
        assert (mine.event_id, mine.computer) == (record.event_identifier & 0xFFFF, record.computer_name)


@pytest.mark.skipif(not REAL, reason="the real logs to develop on are not beside this checkout")
@pytest.mark.parametrize("path", REAL, ids=lambda path: path.name)
def test_named_values_agree_with_another_outside_reader(tmp_path: Path, path: Path) -> None:
    data = lzma.decompress(path.read_bytes())
    ours = {one.record: one for one in Read(tmp_path, data).events}
    told = outside_evtx.PyEvtxParser(io.BytesIO(data), number_of_threads=1).records()
    while True:
        try:
            record = next(told)
        except StopIteration:
            break
        except RuntimeError:
            continue
        named = re.findall(r'<Data Name="([^"]+)">([^<&]*)</Data>', record["data"])
        mine = ours.get(record["event_record_id"])
        for name, value in named if mine else ():
            assert mine is not None
            assert _folded(mine.values[name]) == _folded(value), (mine.record, name)


def _folded(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip().strip("{}")
