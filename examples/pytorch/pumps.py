"""Writes the example's data: readings of pumps, and whether they failed within a day. Usage: python3 pumps.py ROWS > pumps.csv"""
import math
import random
import sys

chance = random.Random(1)
print("reading,temperature,vibration,pressure,hours,failed")
for reading in range(int(sys.argv[1])):
    temperature, vibration = chance.gauss(60, 12), abs(chance.gauss(2, 1))
    pressure, hours = chance.uniform(2, 8), chance.uniform(0, 9000)
    # Heat alone or shaking alone does little; both together, or a pressure far from the middle, do much.
    strain = 0.012 * max(0, temperature - 55) * vibration ** 2 + 0.5 * (pressure - 5) ** 2 + hours / 4000 - 4.5
    failed = chance.random() < 1 / (1 + math.exp(-strain))
    known = f"{pressure:.2f}" if chance.random() > 0.05 else ""
    print(f"r{reading},{temperature:.1f},{vibration:.2f},{known},{hours:.0f},{str(failed).lower()}")
