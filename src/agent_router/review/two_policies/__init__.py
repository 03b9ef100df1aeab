"""How two policies differ: cells, kinds of task, tasks of a queue, and the history of changes."""
