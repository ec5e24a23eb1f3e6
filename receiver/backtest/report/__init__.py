"""What was found, told three ways: a table for the terminal, JSON for programs, one HTML page for people."""
