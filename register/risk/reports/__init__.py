"""Risk on paper: one assessment, the risk picture for a meeting, and all assessments as a workbook."""
