"""What everything in the demo shares about 127.0.0.1: free ports, and small HTTP servers that end with their owner."""
