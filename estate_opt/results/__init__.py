"""What a plan amounts to, from decisions alone: measures, tables, reasons, the run folder, the verifier. No solver."""
