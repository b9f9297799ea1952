package dev.tutti.survey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.hdf5.H5;
import dev.tutti.testkit.process.Tools;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What h5py finds in our files is what the standard's library wants there, and what that library would write is read here. */
final class LayoutOracleIT {
    /** A python file with the standalone validator of the mth5 package. */
    private static final String VALIDATOR = "TUTTI_MTH5_VALIDATOR";

    private static final String LAYOUT =
            """
            import h5py, numpy as np, sys
            path, attributes = sys.argv[1:3]
            f = h5py.File(path, 'r')
            version = f.attrs['file.version']
            assert f.attrs['file.type'] == 'MTH5' and isinstance(f.attrs['file.type'], str)
            assert f.attrs['data_level'] == 1 and f.attrs['data_level'].dtype == np.int64
            root = f['Experiment' if version == '0.2.0' else 'Survey']
            allowed = {'Reports', 'Standards', 'Surveys', 'Stations', 'Filters'}
            assert all(k in allowed or 'summary' in k for k in root), list(root)
            if version == '0.2.0':
                assert len(root.attrs) == 0
                survey = root['Surveys/sage']
            else:
                survey = root
            assert set(survey['Filters']) == {'coefficient', 'fap', 'fir', 'time_delay', 'zpk'}
            station = survey['Stations/MT_001']
            run = station['run_001']
            objects = {'Survey': survey, 'Station': station, 'Run': run, 'Electric': run['ex'], 'Magnetic': run['hy'], 'Auxiliary': run['temperature'],
                'TransferFunction': station['Transfer_Functions/tf01'], 'estimate': station['Transfer_Functions/tf01/transfer_function'],
                'FC': station['Fourier_Coefficients/run_001'], 'FCDecimation': station['Fourier_Coefficients/run_001/0'], 'FCChannel': station['Fourier_Coefficients/run_001/0/ex'],
                'filter coefficient': survey['Filters/coefficient/gain 10'], 'filter zpk': survey['Filters/zpk/mv per nt'], 'filter fap': survey['Filters/fap/lut'],
                'filter fir': survey['Filters/fir/fir1'], 'filter time_delay': survey['Filters/time_delay/delay']}
            kinds = {'vstr': str, 'f8': np.float64, 'i8': np.int64, 'bool': np.bool_}
            expected = {}
            for line in open(attributes, encoding='utf-8'):
                what, name, kind, default = line.rstrip('\\n').split('\\t')
                expected.setdefault(what, {})[name] = kind
            assert set(expected) == set(objects), set(expected) ^ set(objects)
            for what, names in expected.items():
                found = objects[what].attrs
                assert set(found) == set(names), (what, set(found) ^ set(names))
                for name, kind in names.items():
                    value = found[name]
                    assert isinstance(value, kinds[kind]), (what, name, type(value))
                    info = h5py.check_string_dtype(found.get_id(name).dtype)
                    assert kind != 'vstr' or (info is not None and info.length is None and info.encoding == 'utf-8'), (what, name)
            types = {'/': None, 'Filters': 'Filters', 'Reports': 'Reports', 'Standards': 'Standards', 'Stations': 'MasterStation', 'Stations/MT_001/Features': 'MasterFeatures',
                'Stations/MT_001/Fourier_Coefficients': 'MasterFC', 'Stations/MT_001/Transfer_Functions': 'TransferFunctions'}
            for name, kind in types.items():
                if kind: assert survey[name].attrs['mth5_type'] == kind
            S = lambda n: 'S%d' % n
            ref = h5py.ref_dtype
            channel = np.dtype([('survey', S(30)), ('station', S(30)), ('run', S(20)), ('latitude', float), ('longitude', float), ('elevation', float), ('component', S(20)),
                ('start', S(36)), ('end', S(36)), ('n_samples', np.int64), ('sample_rate', float), ('measurement_type', S(30)), ('azimuth', float), ('tilt', float),
                ('units', S(60)), ('has_data', bool), ('hdf5_reference', ref), ('run_hdf5_reference', ref), ('station_hdf5_reference', ref)])
            tf = np.dtype([('station', S(30)), ('survey', S(50)), ('latitude', float), ('longitude', float), ('elevation', float), ('tf_id', S(30)), ('units', S(60)),
                ('has_impedance', bool), ('has_tipper', bool), ('has_covariance', bool), ('period_min', float), ('period_max', float), ('hdf5_reference', ref), ('station_hdf5_reference', ref)])
            fc = np.dtype([('survey', S(30)), ('station', S(30)), ('run', S(20)), ('decimation_level', S(44)), ('latitude', float), ('longitude', float), ('elevation', float),
                ('component', S(20)), ('start', S(36)), ('end', S(36)), ('n_samples', np.int64), ('sample_rate', float), ('measurement_type', S(30)), ('units', S(60)),
                ('hdf5_reference', ref), ('decimation_level_reference', ref), ('run_hdf5_reference', ref), ('station_hdf5_reference', ref)])
            standards = np.dtype([('attribute', S(72)), ('type', S(15)), ('required', bool), ('style', S(72)), ('units', S(32)), ('description', S(300)), ('options', S(150)),
                ('alias', S(72)), ('example', S(72)), ('default', S(72))])
            for name, dtype in (('channel_summary', channel), ('tf_summary', tf), ('fc_summary', fc), ('Standards/summary', standards)):
                assert root[name].dtype == dtype, (name, root[name].dtype)
                assert root[name].maxshape == (None,)
                t = root[name].id.get_type()
                for i in range(t.get_nmembers()):
                    m = t.get_member_type(i)
                    if m.get_class() == h5py.h5t.STRING: assert m.get_cset() == h5py.h5t.CSET_ASCII and m.get_strpad() == h5py.h5t.STR_NULLPAD
            row = {r['component']: r for r in root['channel_summary'][:]}[b'ex']
            assert row['n_samples'] == 2000 and row['has_data'] and row['station'] == b'MT_001' and row['survey'] == b'sage' and row['latitude'] == 40.5
            assert f[row['hdf5_reference']] == run['ex'] and f[row['run_hdf5_reference']] == run and f[row['station_hdf5_reference']] == station
            assert row['start'] == b'2026-03-01T10:00:00.000000250+00:00' == run['ex'].attrs['time_period.start'].encode()
            assert row['end'] == run['ex'].attrs['time_period.end'].encode() == run.attrs['time_period.end'].encode() == station.attrs['time_period.end'].encode()
            assert station.attrs['run_list'] == '["run_001"]' and station.attrs['channels_recorded'] == '["ex","hy","temperature"]'
            tfrow = root['tf_summary'][0]
            assert tfrow['has_impedance'] and not tfrow['has_tipper'] and f[tfrow['hdf5_reference']] == station['Transfer_Functions/tf01']
            x = np.arange(2000)
            assert np.allclose(run['ex'][:], 100 * np.sin(x / 10.0)) and run['ex'].dtype == np.float64 and run['ex'].maxshape == (None,)
            assert run['hy'].dtype == np.int32 and (run['hy'][:] == x).all()
            assert station['Transfer_Functions/tf01/transfer_function'].dtype == np.complex128 and station['Transfer_Functions/tf01/transfer_function'].shape == (4, 3, 2)
            assert survey['Filters/zpk/mv per nt/poles'][0] == -1 + 2j and survey['Filters/fir/fir1/coefficients'].dtype == np.float32
            assert survey['Filters/fap/lut/fap_table'].dtype.names == ('frequency', 'amplitude', 'phase')
            assert survey['Reports/notes'][()].tobytes() == b'all went well' and survey['Reports/notes'].shape == ()
            photo = survey['Reports/photo']
            assert photo[()].tobytes() == bytes([137, 80, 78, 71, 0, 1, 255, 0, 0]) and photo.attrs['file_type'] == 'png' and photo.attrs['filename'] == 'site.PNG'
            assert set(photo.attrs) == {'description', 'filename', 'file_type', 'creation_time'} and photo.attrs['description'] == 'The site'
            estimates = station['Transfer_Functions/tf01']
            assert estimates['period'][:].tolist() == [1, 2, 4, 8]
            assert estimates['transfer_function'][1, 0].tolist() == [6 - 6j, 7 - 7j] and estimates['transfer_function'].attrs['input_channels'] == '["hx","hy"]'
            assert estimates['transfer_function_error'].dtype == np.float64 and estimates['transfer_function_error'].shape == (4, 3, 2)
            assert all(d.attrs['mth5_type'] == 'estimate' for d in estimates.values())
            coefficients = station['Fourier_Coefficients/run_001/0/ex']
            assert coefficients.dtype == np.complex128 and coefficients[1].tolist() == [5 + 1j, 6 + 1j, 7 + 1j, 8 + 1j, 9 + 1j]
            fcrow = root['fc_summary'][0]
            assert f[fcrow['hdf5_reference']] == coefficients and fcrow['n_samples'] == 3 and f[fcrow['decimation_level_reference']] == coefficients.parent
            filters = survey['Filters']
            assert filters['zpk/mv per nt/poles'].dtype == np.complex128 and filters['zpk/mv per nt/zeros'].shape == (0,)
            assert filters['fir/fir1/coefficients'][:].tolist() == [0.25, 0.5, 0.25] and filters['fap/lut/fap_table']['phase'].tolist() == [0.1, 0.2]
            assert filters['time_delay/delay'].attrs['delay'] == -0.25 and filters['coefficient/gain 10'].attrs['gain'] == 10
            assert station['Fourier_Coefficients/run_001/0/ex'].shape == (3, 5)
            print('layout holds')
            """;

    @TempDir
    private Path folder;

    private Path attributes() throws IOException {
        Path copy = folder.resolve("attributes.tsv");
        try (InputStream list = LayoutOracleIT.class.getResourceAsStream("attributes.tsv")) {
            Files.write(copy, list.readAllBytes());
        }
        return copy;
    }

    private Path make(SurveyVersion version, boolean live) {
        Path path = folder.resolve("survey.h5");
        SurveyOptions options = SurveyOptions.defaults().version(version);
        try (SurveyFile file = live ? SurveyFile.live(path, options) : SurveyFile.create(path, options)) {
            Example.fill(file);
        }
        assertThat(H5.check(path).problems()).isEmpty();
        return path;
    }

    @ParameterizedTest
    @CsvSource({"V0_1_0,false", "V0_2_0,false", "V0_1_0,true", "V0_2_0,true"})
    void h5pyFindsTheLayoutOfTheStandard(SurveyVersion version, boolean live) throws IOException {
        assertThat(Tools.python(LAYOUT, make(version, live), attributes()).success())
                .contains("layout holds");
    }

    @Tag("mth5")
    @ParameterizedTest
    @CsvSource({"V0_1_0,false", "V0_2_0,false", "V0_1_0,true", "V0_2_0,true"})
    void theStandaloneValidatorOfThePackageFindsNoError(SurveyVersion version, boolean live) throws IOException {
        String validator = System.getenv(VALIDATOR);
        Assumptions.assumeTrue(
                validator != null && Files.isReadable(Path.of(validator)),
                VALIDATOR + " names no file with the standalone validator of the mth5 package");
        String script =
                "import runpy, sys\nsys.argv = sys.argv[1:]\nrunpy.run_path(sys.argv[0], run_name='__main__')\n";
        String report = Tools.python(script, validator, "validate", make(version, live), "--check-data", "--json")
                .success();
        assertThat(report)
                .contains("\"is_valid\": true")
                .contains("\"error_count\": 0")
                .contains("\"warning_count\": 2");
    }

    @Tag("mth5")
    @ParameterizedTest
    @EnumSource(SurveyVersion.class)
    void thePackageItselfOpensValidatesAndReads(SurveyVersion version) throws IOException {
        Assumptions.assumeTrue(
                Tools.python("import mth5").status() == 0, "needs the python package mth5 beside h5py; not found");
        assertThat(Tools.python(
                                """
                                import sys
                                from mth5.mth5 import MTH5
                                m = MTH5()
                                m.open_mth5(sys.argv[1], mode='a')
                                assert m.validate_file()
                                frame = m.channel_summary.to_dataframe()
                                assert len(frame) == 3, frame
                                survey = None if m.file_version == '0.1.0' else 'sage'
                                run = m.get_run('MT_001', 'run_001', survey=survey)
                                series = run.get_channel('ex').to_channel_ts()
                                assert series.n_samples == 2000
                                m.close_mth5()
                                print('package reads')
                                """,
                                make(version, false))
                        .success())
                .contains("package reads");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.1.0", "0.2.0"})
    void filesThatH5pyMakesInTheLayoutAreRead(String version) throws IOException {
        Path path = folder.resolve("foreign.h5");
        Tools.python(
                        """
                        import h5py, numpy as np, sys
                        f = h5py.File(sys.argv[1], 'w', libver='latest')
                        f.attrs['file.type'] = 'MTH5'
                        f.attrs['file.version'] = sys.argv[2]
                        f.attrs['data_level'] = 1
                        survey = f.create_group('Experiment/Surveys/old' if sys.argv[2] == '0.2.0' else 'Survey')
                        survey.attrs['mth5_type'] = 'Survey'
                        survey.attrs['id'] = 'old'
                        station = survey.create_group('Stations/mt02')
                        station.attrs.update({'mth5_type': 'Station', 'id': 'mt02', 'location.latitude': 1.5, 'location.longitude': -2.5, 'location.elevation': 3.0})
                        run = station.create_group('a')
                        run.attrs.update({'mth5_type': 'Run', 'id': 'a', 'sample_rate': 16.0})
                        d = run.create_dataset('ex', data=np.arange(100, dtype='int32'), maxshape=(None,), chunks=True, compression='gzip', shuffle=True, fletcher32=True)
                        d.attrs.update({'mth5_type': 'Electric', 'type': 'electric', 'component': 'ex', 'sample_rate': 16.0, 'time_period.start': '2020-01-01T00:00:00+00:00',
                            'time_period.end': '2020-01-01T00:00:06.1875+00:00', 'measurement_azimuth': 12.0, 'measurement_tilt': 0.0, 'units': 'mV', 'filters': '["a", "b"]',
                            'data_quality.rating.value': 3, 'instrument.serial': 'x77'})
                        f.close()
                        """,
                        path,
                        version)
                .success();
        try (SurveyFile file = SurveyFile.open(path)) {
            Channel ex = file.survey("old").station("mt02").run("a").channel("ex");
            assertThat(ex.all().values()).isInstanceOf(int[].class);
            assertThat(ex.end()).isEqualTo(java.time.Instant.parse("2020-01-01T00:00:06.1875Z"));
            assertThat(ex.metadata().rating()).hasValue(3);
            assertThat(ex.metadata().filters()).hasSize(2);
            assertThat(ex.metadata().others()).containsEntry("instrument.serial", "x77");
            assertThat(file.channelSummary()).singleElement().satisfies(row -> assertThat(row.latitude())
                    .isEqualTo(1.5));
            ex.append(new int[] {100, 101});
        }
        assertThat(Tools.python(
                                """
                                import h5py, sys
                                f = h5py.File(sys.argv[1], 'r')
                                root = f['Experiment' if 'Experiment' in f else 'Survey']
                                row = root['channel_summary'][0]
                                assert row['n_samples'] == 102 and f[row['hdf5_reference']].attrs['time_period.end'] == '2020-01-01T00:00:06.312500+00:00', row
                                print('grown')
                                """,
                                path)
                        .success())
                .contains("grown");
        assertThat(List.of(H5.check(path).problems())).containsOnly(List.of());
    }

    @Test
    void whatIsRecordedIsReadByH5pyWhileItIsLive() throws IOException {
        Path path = folder.resolve("live.h5");
        try (SurveyFile live = SurveyFile.live(path)) {
            Station station = live.requireSurvey("s").requireStation("a");
            for (int number = 1; number <= 12; number++) {
                Run run = station.addRun(station.nextRunName(), 10);
                run.addElectric("ex", Example.START).append(new double[] {1, 2, number});
                live.publish();
                if (number % 4 == 0) {
                    assertThat(Tools.python(
                                            """
                                            import h5py, sys
                                            f = h5py.File(sys.argv[1], 'r', libver='latest', swmr=True)
                                            n = int(sys.argv[2])
                                            assert f.attrs['file.type'] == 'MTH5'
                                            runs = f['Experiment/Surveys/s/Stations/a']
                                            assert sum('mth5_type' in g.attrs and g.attrs['mth5_type'] == 'Run' for g in runs.values()) == n
                                            d = runs['run_%03d/ex' % n]
                                            assert d[:].tolist() == [1, 2, n] and d.attrs['sample_rate'] == 10 and d.attrs['component'] == 'ex'
                                            assert 'channel_summary' in f['Experiment']
                                            print('followed')
                                            """,
                                            path, number)
                                    .success())
                            .contains("followed");
                }
            }
        }
        assertThat(H5.check(path).problems()).isEmpty();
    }
}
