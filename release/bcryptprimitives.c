/* Stands in, inside the Wine prefix only, for a library that Wine 8.0 lacks and that programs written in
   Rust import for their random numbers. It is never shipped: bundle.py refuses a folder that holds it. */
#include <windows.h>

BOOLEAN NTAPI SystemFunction036(PVOID, ULONG); /* RtlGenRandom, ntsecapi.h */

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE bytes, SIZE_T count) {
    while (count) {
        ULONG part = count > 0x7fffffff ? 0x7fffffff : (ULONG)count;
        if (!SystemFunction036(bytes, part))
            return FALSE;
        bytes += part;
        count -= part;
    }
    return TRUE;
}

BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, LPVOID reserved) {
    return TRUE;
}
