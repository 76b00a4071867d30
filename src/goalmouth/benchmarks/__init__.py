"""What is promised, each by a command: ``python -m goalmouth.benchmarks``. Exit code 1 where it fails."""
