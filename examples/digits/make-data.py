"""Writes digits.csv.gz: one image a row, 64 pixels (0 to 16, row by row) and then the digit it shows.

Source: Alpaydin, E. and Kaynak, C. (1998). Optical Recognition of Handwritten Digits. UCI Machine Learning
Repository, https://doi.org/10.24432/C50P49. Licence: CC BY 4.0. scikit-learn bundles its test part.

Run: pip install scikit-learn==1.9.1 && python make-data.py
"""

import gzip
from pathlib import Path

from sklearn.datasets import load_digits

digits = load_digits()
rows = (",".join(str(int(v)) for v in [*pixels, label]) for pixels, label in zip(digits.data, digits.target))
text = "\n".join(rows) + "\n"
Path(__file__).with_name("digits.csv.gz").write_bytes(gzip.compress(text.encode(), 9, mtime=0))
