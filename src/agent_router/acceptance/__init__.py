"""Run × contract × what people said → verdict: is every item of the checklist shown, and by what."""
