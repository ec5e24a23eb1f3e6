"""What may be done about which forecast: the policy file, the guards, and the decision. Pure."""
