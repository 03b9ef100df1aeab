"""The lead's workbook: Excel in, `Policy` out; the starter workbook is generated from the same description."""
