"""Agent Workflow Router: routes AI-agent jobs by a lead's workbook and judges the finished runs by their record."""

__version__ = "0.1.0"
