"""Wapiti let loose on the demo municipality by somebody who is signed in: `./run wapiti`."""
