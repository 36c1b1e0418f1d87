"""The outside world: disks, buckets, mail, scanners, background work."""
