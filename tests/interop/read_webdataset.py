"""Reads a WebDataset export with Python's tarfile and Pillow, and prints a JSON object for each sample.

    python3 read_webdataset.py FOLDER
"""
import glob
import hashlib
import io
import json
import os
import sys
import tarfile

from PIL import Image

for shard in sorted(glob.glob(os.path.join(sys.argv[1], "*.tar"))):
    with tarfile.open(shard) as tar:
        sample = {}
        for member in tar:
            assert (member.mtime, member.uid, member.gid, member.uname) == (0, 0, 0, ""), "not the same on every machine"
            key, extension = member.name.split(".", 1)
            # As WebDataset groups them: files that follow each other and have a name in common.
            sample = sample if sample.get("key") == key else {"key": key}
            sample[extension] = tar.extractfile(member).read()
            if len(sample) == 4:
                image = Image.open(io.BytesIO(sample["png"]))
                metadata = json.loads(sample["json"])
                assert metadata["cache_key"] == key and (metadata["image_width"], metadata["image_height"]) == image.size
                assert metadata["text"] == sample["txt"].decode("utf-8")
                print(json.dumps({
                    "split": os.path.basename(shard).rsplit("-", 1)[0],
                    "text": metadata["text"],
                    "width": image.width,
                    "height": image.height,
                    "pixels": hashlib.sha256(image.tobytes()).hexdigest(),
                }))
