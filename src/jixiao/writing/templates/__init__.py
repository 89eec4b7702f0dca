"""An office's own docx templates: fields declared in one place, every fault found before anything is written."""
