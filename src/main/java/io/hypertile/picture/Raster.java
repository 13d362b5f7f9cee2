package io.hypertile.picture;

import java.util.Arrays;

/** Entries of a palette in rows and columns. Used by one thread. */
final class Raster {
  private final int width;
  private final int height;
  private final byte[] entries;

  /** A raster of one entry. */
  Raster(int width, int height, byte entry) {
    this.width = width;
    this.height = height;
    this.entries = new byte[width * height];
    Arrays.fill(entries, entry);
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /** Sets a pixel; outside of the raster nothing happens. */
  void set(int x, int y, byte entry) {
    if (x >= 0 && x < width && y >= 0 && y < height) {
      entries[y * width + x] = entry;
    }
  }

  /** Covers a part of a pixel of paper with ink, unless more of it is covered. */
  void ink(int x, int y, double cover) {
    if (x >= 0 && x < width && y >= 0 && y < height && get(x, y) < Palette.shade(cover)) {
      set(x, y, Palette.shade(cover));
    }
  }

  byte get(int x, int y) {
    return entries[y * width + x];
  }

  /** Fills columns from one (inclusive) to another (exclusive) of a row. */
  void line(int from, int to, int y, byte entry) {
    for (int x = from; x < to; x++) {
      set(x, y, entry);
    }
  }

  /** Draws the border of a rectangle, of which both corners are pixels. */
  void frame(int left, int top, int right, int bottom, byte entry) {
    line(left, right + 1, top, entry);
    line(left, right + 1, bottom, entry);
    for (int y = top; y <= bottom; y++) {
      set(left, y, entry);
      set(right, y, entry);
    }
  }

  /** Copies a row to where it belongs in a wider one. */
  void copyRow(int y, byte[] row, int at) {
    System.arraycopy(entries, y * width, row, at, width);
  }
}
