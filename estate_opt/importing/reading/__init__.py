"""One module a kind of source: delimited text, workbooks, GIS files, Parquet, databases; all give the same table."""
