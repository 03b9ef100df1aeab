"""Assignment → contract: one object, one digest, and the approvals bound to it."""
