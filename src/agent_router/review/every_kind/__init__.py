"""What a policy decides about every kind of task, all sheets together: supervision, budgets, proof."""
