"""Files become rows of text: CSV, XLSX and XLS, each cell exactly as it was written."""
