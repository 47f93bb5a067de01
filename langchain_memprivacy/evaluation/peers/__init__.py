"""Other tools beside ours: the same messages, in the same run, by the same measure."""
