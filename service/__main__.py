"""python -m thirdorder.service is the command thirdorder."""

from thirdorder.service.cli import main

main()
