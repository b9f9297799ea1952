package dev.tutti.cli.draw;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGraphics2D;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws series into files. */
final class Charts {
    private static final Color[] COLOURS = {
        new Color(0x0f766e),
        new Color(0xc2410c),
        new Color(0x6d28d9),
        new Color(0x0369a1),
        new Color(0xbe185d),
        new Color(0x4d7c0f)
    };

    private Charts() {}

    /**
     * What is written beside the lines.
     *
     * @param title above
     * @param x along the axis of rows
     * @param y along the axis of values
     */
    record Words(String title, String x, String y) {}

    static void png(Path file, int width, int height, List<Envelope> series, Words words) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        chart(width, height, series, words).paint(graphics, width, height);
        graphics.dispose();
        try (OutputStream out = Files.newOutputStream(file)) {
            if (!ImageIO.write(image, "png", out)) {
                throw new IOException(file + ": this Java writes no PNG");
            }
        }
    }

    static void svg(Path file, int width, int height, List<Envelope> series, Words words) throws IOException {
        try {
            SVGGraphics2D graphics = new SVGGraphics2D(DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .getDOMImplementation()
                    .createDocument("http://www.w3.org/2000/svg", "svg", null));
            graphics.setSVGCanvasSize(new java.awt.Dimension(width, height));
            chart(width, height, series, words).paint(graphics, width, height);
            try (Writer out = new OutputStreamWriter(Files.newOutputStream(file), StandardCharsets.UTF_8)) {
                graphics.stream(out, true);
            }
        } catch (ParserConfigurationException e) {
            throw new IOException(file + ": this Java writes no XML: " + e.getMessage(), e);
        }
    }

    private static XYChart chart(int width, int height, List<Envelope> series, Words words) {
        XYChart chart = new XYChartBuilder()
                .width(width)
                .height(height)
                .title(words.title)
                .xAxisTitle(words.x)
                .yAxisTitle(words.y)
                .build();
        Styler styler = chart.getStyler();
        styler.setChartBackgroundColor(Color.WHITE)
                .setLegendVisible(series.size() > 1)
                .setChartTitleBoxVisible(false);
        styler.setLegendBorderColor(Color.LIGHT_GRAY).setLegendPosition(Styler.LegendPosition.InsideNE);
        chart.getStyler().setPlotGridLinesColor(new Color(0xe2e6ea)).setPlotBorderColor(new Color(0xc8ced6));
        for (int s = 0; s < series.size(); s++) {
            Envelope one = series.get(s);
            int n = one.low().length;
            boolean pairs = one.step() > 1;
            double[] x = new double[pairs ? 2 * n : n];
            double[] y = new double[x.length];
            for (int i = 0; i < n; i++) {
                x[pairs ? 2 * i : i] = one.x(i);
                y[pairs ? 2 * i : i] = one.low()[i];
                if (pairs) {
                    x[2 * i + 1] = one.x(i) + one.step() * one.scale() / 2;
                    y[2 * i + 1] = one.high()[i];
                }
            }
            if (n > 0) {
                XYSeries drawn = chart.addSeries(one.name(), x, y);
                drawn.setMarker(SeriesMarkers.NONE);
                drawn.setLineColor(COLOURS[s % COLOURS.length]);
                drawn.setLineWidth(1.2f);
            }
        }
        return chart;
    }
}
