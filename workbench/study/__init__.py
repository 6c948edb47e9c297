"""What a study is: records, settings, the act log, the fold, the folder."""
