"""What several test files use: plain modules, none of which is a test."""
