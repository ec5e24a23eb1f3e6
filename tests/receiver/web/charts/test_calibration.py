from xml.etree import ElementTree

from receiver.scorecard.calibration import Bin
from receiver.web.charts import calibration

_BINS = (Bin(4, 0.1, 0.0), Bin(16, 0.9, 0.75))


def test_each_bin_is_a_dot_whose_area_grows_with_what_it_stands_for() -> None:
    drawn = ElementTree.fromstring(calibration.draw(_BINS, "c", 300, 300))
    few, many = [part for part in drawn if part.get("class") == "promise"]
    assert float(few.get("r", 0)) < float(many.get("r", 0))
    assert float(few.get("cx", 0)) < float(many.get("cx", 0))
    assert float(few.get("cy", 0)) > float(many.get("cy", 0))
    assert many.findtext("title") == "promised 90 %, came 75 % (16)"


def test_it_says_the_same_in_words() -> None:
    assert calibration.in_words(_BINS) == "promised 10 %, came 0 % (4); promised 90 %, came 75 % (16)."
    assert calibration.in_words(()) == "Nothing was judged."
