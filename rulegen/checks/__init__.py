"""One file per question that is asked of a forecast; each answers with findings and never changes anything."""
