"""One file a kind of tool report, each turning one artifact into what it shows."""
