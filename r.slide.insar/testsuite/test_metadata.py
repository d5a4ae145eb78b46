# location: EPSG:4326
"""Dates, wavelength and content out of products as each producer lays them out, and onto imported maps."""

import csv
import json
import os
import shutil
import subprocess

import numpy as np
from osgeo import gdal

import grass.script as gs
import grass.script.array as garray
from grass.gunittest.main import test

from insar_case import WithFolder
from real_data import needs, real_data

SENTINEL = 0.05546576
PYRATE = real_data("pyrate_cropA_mexico")
GUNW = """<VRTDataset><Group name="/"><Dimension name="y" size="4"/><Dimension name="x" size="5"/>
<Group name="science">
<Group name="radarMetaData"><Array name="wavelength"><DataType>Float64</DataType>
<ConstantValue>0.05546576</ConstantValue></Array></Group>
<Group name="grids"><Group name="data"><Array name="unwrappedPhase"><DataType>Float32</DataType>
<DimensionRef ref="/y"/><DimensionRef ref="/x"/><ConstantValue>1.5</ConstantValue></Array></Group></Group>
</Group></Group></VRTDataset>"""

NISAR_TIMES = {"reference": "2025-10-08T05:06:06.000000000", "secondary": "2025-10-20T05:06:06.000000000"}


def write_nisar(path):
    """The arrays of a NISAR GUNW that tell frequency and times, and a small one of phase."""
    real = gdal.ExtendedDataType.Create(gdal.GDT_Float64)
    dataset = gdal.GetDriverByName("netCDF").CreateMultiDimensional(path)
    lsar = dataset.GetRootGroup().CreateGroup("science").CreateGroup("LSAR")
    identification = lsar.CreateGroup("identification")
    one = identification.CreateDimension("one", None, None, 1)
    for image, time in NISAR_TIMES.items():
        text = gdal.ExtendedDataType.CreateString()
        identification.CreateMDArray(f"{image}ZeroDopplerStartTime", [one], text).Write([time])
    grids = lsar.CreateGroup("GUNW").CreateGroup("grids").CreateGroup("frequencyA")
    grids.CreateMDArray("centerFrequency", [], real).Write(np.array([1257.5e6]).tobytes())
    sides = [grids.CreateDimension("y", None, None, 4), grids.CreateDimension("x", None, None, 5)]
    grids.CreateMDArray("unwrappedPhase", sides, real).Write(np.ones((4, 5)).tobytes())


class Metadata(WithFolder):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.runModule("g.region", n=20, s=19, w=-99, e=-98, res=0.1)
        cls.runModule("r.mapcalc", expression="plain = float(col())", overwrite=True)
        cls.image = os.path.join(cls.folder, "plain.tif")
        cls.runModule("r.out.gdal", flags="c", input="plain", output=cls.image, quiet=True)

    def place(self, *path, text=None, fmt=None):
        """A file in the folder: the image, or a text."""
        whole = os.path.join(self.folder, *path)
        os.makedirs(os.path.dirname(whole), exist_ok=True)
        if text is not None:
            with open(whole, "w", encoding="utf-8") as file:
                file.write(text)
        elif fmt:
            subprocess.run(["gdal_translate", "-q", "-of", fmt, self.image, whole], check=True)
        else:
            shutil.copy(self.image, whole)
        return whole

    def read(self, file, code=0, **options):
        """What is found in one file, and the messages."""
        process = gs.start_command(
            "r.slide.insar", operation="metadata", file=file, format="json", stdout=gs.PIPE, stderr=gs.PIPE, **options
        )
        output, messages = process.communicate()
        messages = " ".join(messages.decode().split())
        self.assertEqual(process.returncode, code, messages)
        return (json.loads(output)[0] if code == 0 else output), messages

    def assert_found(self, found, dates, wavelength, content, producer):
        self.assertEqual(found["dates"]["value"], dates)
        if wavelength is None:
            self.assertIsNone(found["wavelength"])
        else:
            self.assertAlmostEqual(found["wavelength"]["value"], wavelength, delta=1e-7)
        self.assertEqual(found["content"] and found["content"]["value"], content)
        self.assertEqual(found["producer"] and found["producer"]["value"], producer)
        self.assertEqual(found["conflict"], "")

    @needs(PYRATE)
    def test_all_pairs_of_a_real_stack_by_metadata_and_by_name_alone(self):
        with open(os.path.join(PYRATE, "pairs.csv"), encoding="utf-8") as file:
            pairs = {row["name"]: [row["date1"], row["date2"]] for row in csv.DictReader(file)}
        names = sorted(os.listdir(os.path.join(PYRATE, "unw")))
        self.assertEqual((len(names), len(pairs)), (30, 30))
        files = [os.path.join(PYRATE, "unw", name) for name in names]
        bare = [os.path.join(self.folder, "bare", name) for name in names]
        os.makedirs(os.path.dirname(bare[0]))
        for path, copy in zip(files[:3], bare):
            subprocess.run(["gdalwarp", "-q", "-nomd", path, copy], check=True)
        output = gs.read_command("r.slide.insar", operation="metadata", file=files + bare[:3], format="json", quiet=True)
        found = json.loads(output)
        for product, name in zip(found, names + names[:3]):
            dates = [f"{date[:4]}-{date[4:6]}-{date[6:]}" for date in pairs[name[:-4]]]
            self.assertEqual(product["dates"]["value"], dates)
        for product in found[:30]:
            self.assertAlmostEqual(product["wavelength"]["value"], 0.05550415767769124, delta=1e-9)
            self.assertEqual(product["producer"]["value"], "gamma")
            self.assertEqual(product["content"]["value"], "phase_unwrapped")
            self.assertIn("FIRST_DATE in metadata of the file", product["dates"]["from"])
        for product in found[30:]:
            self.assertIsNone(product["wavelength"])
            self.assertIn("file name 2018", product["dates"]["from"])

    @needs(PYRATE)
    def test_real_maps_get_time_stamps_and_labels_and_go_through_displacement(self):
        files = [os.path.join(PYRATE, kind, "20180106_20180130.tif") for kind in ("unw", "coherence")]
        for path, name in zip(files, ("phase", "coherence")):
            gs.run_command("r.in.gdal", flags="o", input=path, output=name, quiet=True, overwrite=True)
        self.assertModule("r.slide.insar", operation="metadata", input="phase,coherence", file=files)
        for name, label in (("phase", "phase_unwrapped"), ("coherence", "coherence")):
            self.assertEqual(gs.read_command("r.timestamp", map=name).strip(), "6 Jan 2018 / 30 Jan 2018")
            self.assertEqual(gs.raster_info(name)["semantic_label"].strip('"'), label)
            self.assertIn("wavelength 0.05550415768 m", gs.read_command("r.info", flags="h", map=name))
        gs.run_command("g.region", raster="phase")
        self.assertModule(
            "r.slide.insar", operation="displacement", phase="phase", coherence="coherence", reference="auto",
            wavelength=0.05550415767769124, producer="gamma", unit="mm", output="los", overwrite=True,
        )  # fmt: skip
        phase, los = (np.array(garray.array(name, null=np.nan), dtype=float) for name in ("phase", "los"))
        shift = los + phase * 55.50415767769124 / (4 * np.pi)
        self.assertLess(np.nanmax(shift) - np.nanmin(shift), 1e-4)

    def test_gamma_images_parameters_beside_the_file(self):
        file = self.place("gamma", "20180106_20180130.diff.unw.tif")
        for day, month in ((6, "01"), (30, "01")):
            self.place(
                "gamma", f"2018{month}{day:02d}.rslc.par",
                text=f"title: s1\ndate:      2018 {month} {day:02d} 0 40 21.5\nheading:   -10.25{day}   degrees\n"
                "incidence_angle:   39.7026   degrees\nradar_frequency:   5.4050005e+09   Hz\n",
            )  # fmt: skip
        found, _ = self.read(file)
        self.assert_found(found, ["2018-01-06", "2018-01-30"], SENTINEL, "phase_unwrapped", None)
        self.assertAlmostEqual(found["incidence"]["value"], 39.7026)
        self.assertAlmostEqual(found["heading"]["value"], -10.256)
        self.assertEqual(found["wavelength"]["from"], "radar_frequency in 20180106.rslc.par")

    def test_named_parameter_files_give_dates_that_the_name_lacks(self):
        file = self.place("loose", "unwrapped.tif")
        sides = [
            self.place("elsewhere", f"{name}.par", text=f"date: {date}\nradar_frequency: 1.27e+09 Hz\n")
            for name, date in (("first", "2018 01 06"), ("second", "2018 1 30"))
        ]
        found, _ = self.read(file, sidecar=sides)
        self.assert_found(found, ["2018-01-06", "2018-01-30"], 0.2360571, "phase_unwrapped", None)
        self.assertEqual(found["dates"]["from"], "date in first.par, date in second.par")

    def test_hyp3_text_and_name(self):
        stem = "S1AA_20180106T004021_20180130T004021_VVP024_INT80_G_ueF_74C2"
        self.place(
            "hyp3", f"{stem}.txt",
            text="Reference Granule: S1A_IW_SLC__1SDV_20180106T004021_20180106T004048_020023_0221B5_9C4C\n"
            "Secondary Granule: S1A_IW_SLC__1SDV_20180130T004021_20180130T004048_020373_022CD8_0B0B\n"
            "Baseline: 33.9\nUTC time: 2421.5\nHeading: -10.5\nUnwrapping type: mcf\n",
        )  # fmt: skip
        for kind, content in (("unw_phase", "phase_unwrapped"), ("corr", "coherence"), ("lv_theta", "look_elevation")):
            found, _ = self.read(self.place("hyp3", f"{stem}_{kind}.tif"))
            self.assert_found(found, ["2018-01-06", "2018-01-30"], SENTINEL, content, "hyp3")
            self.assertAlmostEqual(found["heading"]["value"], -10.5)

    def test_licsar_metadata_of_the_frame(self):
        self.place("frame", "metadata", "metadata.txt", text="master=20190504\nheading=-13.775063\navg_incidence_angle=39.1918\n")
        file = self.place("frame", "interferograms", "20210218_20210303", "20210218_20210303.geo.unw.tif")
        found, _ = self.read(file)
        self.assert_found(found, ["2021-02-18", "2021-03-03"], SENTINEL, "phase_unwrapped", "licsar")
        self.assertAlmostEqual(found["heading"]["value"], -13.775063)
        self.assertEqual(found["incidence"]["from"], "avg_incidence_angle in metadata.txt")

    def test_snap_header_beside_the_data_folder(self):
        file = self.place("pair.data", "Unw_Phase_ifg_IW1_VV_06Jan2018_30Jan2018.img", fmt="ENVI")
        self.place(
            "pair.dim",
            text='<Dimap_Document><Dataset_Sources><MDElem name="metadata"><MDElem name="Abstracted_Metadata">'
            '<MDATTR name="first_line_time" type="utc" mode="rw">06-JAN-2018 00:40:21.512345</MDATTR>'
            '<MDATTR name="radar_frequency" type="float64" unit="MHz" mode="rw">5405.000454</MDATTR>'
            "</MDElem></MDElem></Dataset_Sources></Dimap_Document>",
        )  # fmt: skip
        found, _ = self.read(file)
        self.assert_found(found, ["2018-01-06", "2018-01-30"], SENTINEL, "phase_unwrapped", "snap")

    def test_isce_header_and_the_pairs_folder(self):
        file = self.place("20180106_20180130", "merged", "filt_topophase.unw.geo", fmt="ENVI")
        self.place(
            "20180106_20180130", "merged", "filt_topophase.unw.geo.xml",
            text='<imageFile><property name="radarwavelength"><value>0.05546576</value></property></imageFile>',
        )  # fmt: skip
        found, _ = self.read(file)
        self.assert_found(found, ["2018-01-06", "2018-01-30"], SENTINEL, "phase_unwrapped", "isce")
        self.assertEqual(found["dates"]["from"], "folder name 20180106_20180130")

    def test_aria_array_in_netcdf_and_its_later_date_first(self):
        vrt = self.place("gunw.vrt", text=GUNW)
        file = os.path.join(self.folder, "S1-GUNW-D-R-071-tops-20181222_20181210-014602-33753N_32002N-PP-3c2f-v2_0_1.nc")
        subprocess.run(["gdalmdimtranslate", "-q", vrt, file], check=True)
        found, messages = self.read(f'NETCDF:"{file}":/science/grids/data/unwrappedPhase')
        self.assert_found(found, ["2018-12-22", "2018-12-10"], SENTINEL, "phase_unwrapped", "aria")
        self.assertEqual(found["wavelength"]["from"], "wavelength in array /science/radarMetaData/wavelength")
        self.assertIn("the later image comes first", messages)
        self.runModule("r.mapcalc", expression="gunw = 1.5", overwrite=True)
        self.assertModule(
            "r.slide.insar", operation="metadata", input="gunw", file=f'NETCDF:"{file}":/science/grids/data/unwrappedPhase'
        )
        self.assertEqual(gs.read_command("r.timestamp", map="gunw").strip(), "10 Dec 2018 / 22 Dec 2018")

    def test_nisar_times_and_frequency_in_arrays(self):
        file = os.path.join(self.folder, "gunw.nc")
        write_nisar(file)
        found, _ = self.read(f'NETCDF:"{file}":/science/LSAR/GUNW/grids/frequencyA/unwrappedPhase')
        self.assert_found(found, ["2025-10-08", "2025-10-20"], 299792458 / 1257.5e6, "phase_unwrapped", None)

    def test_roipac_and_mintpy_items(self):
        file = self.place("old", "geo_filt.unw.tif")
        self.place("old", "geo_filt.unw.tif.rsc", text="WAVELENGTH     0.2360571\nDATE12    080101-080216\nHEADING  -12.1\n")
        found, _ = self.read(file)
        self.assert_found(found, ["2008-01-01", "2008-02-16"], 0.2360571, "phase_unwrapped", None)
        tagged = os.path.join(self.folder, "velocity.tif")
        items = ["-mo", "WAVELENGTH=0.0555", "-mo", "DATE12=20180106_20180130", "-mo", "PROCESSOR=isce"]
        subprocess.run(["gdal_translate", "-q", *items, self.image, tagged], check=True)
        found, _ = self.read(tagged)
        self.assert_found(found, ["2018-01-06", "2018-01-30"], 0.0555, None, "isce")

    def test_nothing_is_guessed_and_disagreement_is_told(self):
        found, messages = self.read(self.place("quiet", "velocity.tif"))
        self.assert_found(found, [], None, None, None)
        self.assertIn("no date was found", messages)
        side = self.place("quiet", "other.par", text="date: 2018 03 19\n")
        found, messages = self.read(self.place("quiet", "20180106_20180130.tif"), sidecar=side)
        self.assertIn("2018", found["conflict"])
        self.assertIn("but", messages)
        side = self.place("quiet", "cm.par", text="wavelength: 5.5\n")
        found, messages = self.read(self.place("quiet", "20180106_20180130.tif"), sidecar=side)
        self.assertIsNone(found["wavelength"])
        self.assertIn("5.5, which is no radar wavelength in metres", messages)

    def test_plain_output_is_lines_of_keys(self):
        file = self.place("plain", "20180106_20180130.geo.cc.tif")
        output = gs.read_command("r.slide.insar", operation="metadata", file=file)
        found = dict(line.split("=", 1) for line in output.splitlines())
        self.assertEqual(found["file"], file)
        self.assertEqual((found["date1"], found["date2"]), ("2018-01-06", "2018-01-30"))
        self.assertEqual(found["content"], "coherence")
        self.assertAlmostEqual(float(found["wavelength"]), SENTINEL, delta=1e-8)

    def test_bad_input_is_refused_and_no_map_is_changed(self):
        file = self.place("plain", "20180106_20180130.tif")
        text = self.place("plain", "no_image.tif", text="nothing")
        self.runModule("r.mapcalc", expression="one = 1.", overwrite=True)
        self.runModule("r.mapcalc", expression="two = 2.", overwrite=True)
        for message, options in (
            ("GDAL cannot open it as raster", {"file": [file, text], "input": "one,two"}),
            ("GDAL cannot open it as raster", {"file": "/nowhere/20180106.tif"}),
            ("input= names 2 maps and file= 1 files", {"file": file, "input": "one,two"}),
            ("<nowhere> not found", {"file": file, "input": "nowhere"}),
            ("sidecar=/nowhere.par is no file", {"file": file, "sidecar": "/nowhere.par"}),
            ("needs file=: give file=", {"file": None}),
        ):
            output, messages = self.read(code=1, **options)
            self.assertIn(message, messages)
            self.assertEqual(output, b"")
        self.assertEqual(gs.read_command("r.info", flags="e", map="one").count("2018"), 0)
        self.assertNotIn("product file", gs.read_command("r.info", flags="h", map="one"))


if __name__ == "__main__":
    test()
