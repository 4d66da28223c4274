import sys
from datetime import date
from pathlib import Path
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from scripts.load import load
from scripts.check import check
folder = Path(sys.argv[3])
fs = check(load(folder, str(folder)), date.today())
for f in fs: print(f)
print(len(fs), "faults")
