"""What people answer with a press on a button in Slack."""
