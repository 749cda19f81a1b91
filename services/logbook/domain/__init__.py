"""The rules of households and assessments: frozen values and functions, no input or output."""
