"""The rows of the starter workbook, as data: what a lead finds on each sheet on the first day."""
