"""What can be asked of households and their assessments: load, decide, save, announce."""
