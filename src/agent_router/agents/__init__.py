"""Policy becomes the files that instruct agents: a skill, a section of AGENTS.md, a workflow prompt."""
