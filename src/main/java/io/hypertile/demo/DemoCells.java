package io.hypertile.demo;

import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Cells of the samples: smooth functions of place and time, the same at every start. */
final class DemoCells {
  private static final int HOURS = 24;

  private DemoCells() {}

  /**
   * A day of weather.
   *
   * @param shape hours, latitudes from 90 down, longitudes from -180 up, and the three layers
   *     temperature (K), pressure (hPa) and wind speed (m/s)
   * @param day number of the day
   */
  static CellSource weather(Shape shape, int day) {
    int[] sizes = sizes(shape);
    ByteBuffer cells = room(shape);
    for (int hour = 0; hour < sizes[0]; hour++) {
      double time = day + (double) hour / HOURS;
      for (int y = 0; y < sizes[1]; y++) {
        double lat = Math.toRadians(90 - 180.0 * y / (sizes[1] - 1));
        for (int x = 0; x < sizes[2]; x++) {
          double lon = Math.toRadians(-180 + 360.0 * x / sizes[2]);
          putWeather(cells, lat, lon, time);
        }
      }
    }
    return source(cells);
  }

  /** Waves in the westerlies that move on from day to day, and the sun that goes round. */
  private static void putWeather(ByteBuffer cells, double lat, double lon, double time) {
    double belt = Math.pow(Math.sin(2 * lat), 2);
    double wave = belt * Math.sin(4 * lon - 0.9 * time + 2 * lat);
    double sun = Math.cos(lat) * Math.cos(lon + 2 * Math.PI * (time - 0.5));
    cells.putFloat((float) (301 - 48 * Math.pow(Math.sin(lat), 2) + 4 * sun - 5 * wave));
    cells.putFloat((float) (1013 + 14 * wave - 6 * Math.cos(6 * lat)));
    cells.putFloat((float) (3 + 11 * belt + 5 * belt * Math.cos(4 * lon - 0.9 * time + 2 * lat)));
  }

  /** Heights in metres: continents, hills on them and nothing below the sea (NaN). */
  static CellSource terrain(Shape shape) {
    int[] sizes = sizes(shape);
    ByteBuffer cells = room(shape);
    for (int y = 0; y < sizes[0]; y++) {
      double lat = Math.toRadians(89.5 - y);
      for (int x = 0; x < sizes[1]; x++) {
        double height = height(lat, Math.toRadians(-179.5 + x));
        cells.putFloat(height < 0 ? Float.NaN : (float) height);
      }
    }
    return source(cells);
  }

  /** Depths in metres, closer to one another near the surface. */
  static CellSource depths(Shape shape) {
    ByteBuffer cells = room(shape);
    for (int level = 0; level < shape.length(0); level++) {
      cells.putFloat(5 * level + level * level);
    }
    return source(cells);
  }

  /**
   * A quantity that falls or rises with depth; the deepest cells are not measured (NaN).
   *
   * @param deep its value far down
   * @param surface how far above that it is at the surface
   */
  static CellSource profile(Shape shape, double deep, double surface, int number) {
    ByteBuffer cells = room(shape);
    for (int level = 0; level < shape.length(0); level++) {
      double value = deep + surface * Math.exp(-level / (4.0 + number));
      cells.putFloat(level < shape.length(0) - number ? (float) value : Float.NaN);
    }
    return source(cells);
  }

  private static double height(double lat, double lon) {
    double height = -500;
    double rough = 1600;
    for (int wave = 1; wave <= 16; wave *= 2) {
      double east = wave * Math.cos(lat) * Math.cos(lon);
      double north = wave * Math.cos(lat) * Math.sin(lon);
      double up = wave * Math.sin(lat);
      height += rough * Math.sin(1.3 * east + 2 * up + wave) * Math.cos(1.7 * north - up + 1);
      rough *= 0.55;
    }
    return height;
  }

  private static int[] sizes(Shape shape) {
    int[] sizes = new int[shape.rank()];
    for (int axis = 0; axis < sizes.length; axis++) {
      sizes[axis] = Math.toIntExact(shape.length(axis));
    }
    return sizes;
  }

  private static ByteBuffer room(Shape shape) {
    int bytes = Math.toIntExact(shape.cells() * Float.BYTES);
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static CellSource source(ByteBuffer cells) {
    cells.flip();
    return target -> {
      if (!cells.hasRemaining()) {
        return -1;
      }
      int count = Math.min(cells.remaining(), target.remaining());
      target.put(target.position(), cells, cells.position(), count);
      target.position(target.position() + count);
      cells.position(cells.position() + count);
      return count;
    };
  }
}
