import ch.systemsx.cisd.base.mdarray.MDDoubleArray;
import ch.systemsx.cisd.base.mdarray.MDIntArray;
import ch.systemsx.cisd.hdf5.HDF5Factory;
import ch.systemsx.cisd.hdf5.HDF5FloatStorageFeatures;
import ch.systemsx.cisd.hdf5.IHDF5Reader;
import ch.systemsx.cisd.hdf5.IHDF5Writer;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Reads array files through JHDF5, and writes some, so that the server and JHDF5 can be compared.
 *
 * <p>{@code read FILE}: prints the metadata, the number of empty cells and the cells as text.
 * {@code write FILE META SHAPE LAYOUT}: makes an array file of float64 cells 0, 1, 2 …; the layout
 * is {@code contiguous}, {@code chunked} or {@code gzip}. {@code update FILE}: adds 1000 to the
 * first cell of the data.
 */
public class Jhdf5Exchange {
  public static void main(String[] args) throws Exception {
    File file = new File(args[1]);
    switch (args[0]) {
      case "read" -> read(file);
      case "write" -> write(file, Files.readString(Path.of(args[2])), args[3], args[4]);
      case "update" -> update(file);
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  private static void read(File file) {
    try (IHDF5Reader reader = HDF5Factory.openForReading(file)) {
      System.out.println(reader.string().read("/meta"));
      System.out.println(reader.int64().read("/empty_cells"));
      if (!reader.exists("/data")) {
        System.out.println("no data");
        return;
      }
      if (reader
          .getDataSetInformation("/data")
          .getTypeInformation()
          .getDataClass()
          .toString()
          .equals("INTEGER")) {
        MDIntArray cells = reader.int32().readMDArray("/data");
        System.out.println(Arrays.toString(cells.dimensions()));
        System.out.println(Arrays.toString(cells.getAsFlatArray()));
      } else {
        MDDoubleArray cells = reader.float64().readMDArray("/data");
        System.out.println(Arrays.toString(cells.dimensions()));
        System.out.println(Arrays.toString(cells.getAsFlatArray()));
      }
    }
  }

  private static void write(File file, String meta, String shapeText, String layout) {
    int[] shape = Arrays.stream(shapeText.split("x")).mapToInt(Integer::parseInt).toArray();
    double[] cells = new double[Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
    for (int at = 0; at < cells.length; at++) {
      cells[at] = at;
    }
    try (IHDF5Writer writer = HDF5Factory.configure(file).overwrite().writer()) {
      writer.string().write("/meta", meta);
      writer.int64().write("/empty_cells", 0);
      HDF5FloatStorageFeatures features =
          switch (layout) {
            case "contiguous" -> HDF5FloatStorageFeatures.FLOAT_CONTIGUOUS;
            case "chunked" -> HDF5FloatStorageFeatures.FLOAT_CHUNKED;
            case "gzip" -> HDF5FloatStorageFeatures.FLOAT_DEFLATE;
            default -> throw new IllegalArgumentException(layout);
          };
      writer.float64().writeMDArray("/data", new MDDoubleArray(cells, shape), features);
    }
  }

  private static void update(File file) {
    try (IHDF5Writer writer = HDF5Factory.open(file)) {
      MDDoubleArray cells = writer.float64().readMDArray("/data");
      cells.getAsFlatArray()[0] += 1000;
      int[] one = new int[cells.rank()];
      Arrays.fill(one, 1);
      MDDoubleArray first = new MDDoubleArray(new double[] {cells.getAsFlatArray()[0]}, one);
      writer.float64().writeMDArrayBlockWithOffset("/data", first, new long[cells.rank()]);
    }
  }
}
