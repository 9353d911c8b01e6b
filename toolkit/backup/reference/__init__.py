"""What a medium held on a healthy day, and how it differs from that now."""
