"""What a policy means: rules that never fire, gaps, broken axioms, examples, and how two policies differ."""
