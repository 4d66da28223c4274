# Short names for scripts/dev.py, which also works without make.
.PHONY: all serve test check bench

all:
	python3 scripts/dev.py build all

serve:
	python3 scripts/dev.py serve

test:
	python3 scripts/dev.py test

check:
	python3 scripts/dev.py build check

bench:
	python3 scripts/dev.py bench
