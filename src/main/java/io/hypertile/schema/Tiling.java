package io.hypertile.schema;

import io.hypertile.ndarray.ChunkGrid;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import java.util.OptionalLong;

/**
 * Division of a virtual array into tiles. Tiles are numbered in C order of the grid, from 0.
 * Immutable.
 */
public final class Tiling {
  private final ChunkGrid grid;
  private final Shape counts;
  private final long[] strides;

  private Tiling(Shape array, TileGrid grid) {
    this.grid = new ChunkGrid(array, grid.tileShape(array));
    this.counts = grid.counts();
    this.strides = counts.strides();
  }

  /**
   * The tiling of an array.
   *
   * @param grid divides the shape
   */
  public static Tiling of(Shape array, TileGrid grid) {
    return new Tiling(array, grid);
  }

  /** The tiling of the arrays of a schema. */
  public static Tiling of(ArraysSchema.VArraySchema schema) {
    return new Tiling(schema.shape(), schema.grid());
  }

  /**
   * The cells of a box that lie in one tile.
   *
   * @param number number of the tile
   * @param bounds the whole tile, in positions of the array
   * @param box the cells, in positions of the array
   */
  public record Part(long number, Region bounds, Region box) {
    /** The cells in positions of the tile. */
    public Region inTile() {
      return box.relativeTo(bounds);
    }

    /** Whether the box has the whole tile. */
    public boolean isWhole() {
      return box.equals(bounds);
    }
  }

  /** Takes one part. */
  @FunctionalInterface
  public interface PartConsumer<E extends Exception> {
    /** Takes the next part. */
    void accept(Part part) throws E;
  }

  /** Shape of the virtual array. */
  public Shape array() {
    return grid.shape();
  }

  /** Number of tiles along each axis. */
  public Shape counts() {
    return counts;
  }

  /** Shape of every tile. */
  public Shape tileShape() {
    return grid.chunkShape();
  }

  /** Position in the grid of the tile of a number. */
  public long[] position(long number) {
    long[] position = new long[strides.length];
    for (int axis = 0; axis < position.length; axis++) {
      position[axis] = number / strides[axis] % counts.length(axis);
    }
    return position;
  }

  /** Number of the tile at a position in the grid. */
  public long number(long[] position) {
    long number = 0;
    for (int axis = 0; axis < position.length; axis++) {
      number += position[axis] * strides[axis];
    }
    return number;
  }

  /** The cells of a tile. */
  public Region bounds(long number) {
    return grid.region(position(number));
  }

  /** The part of a box that lies in a tile; the tile and the box must have cells in common. */
  public Part part(long number, Region box) {
    Region bounds = bounds(number);
    return new Part(number, bounds, bounds.intersection(box).orElseThrow());
  }

  /** Whether a tile has cells of a box. */
  public boolean touches(long number, Region box) {
    return bounds(number).intersection(box).isPresent();
  }

  /** The tiles that a box has cells of, as a box of positions in the grid. */
  public Region tilesOf(Region box) {
    return grid.touched(box);
  }

  /** Number of tiles that a box has cells of; 0 for an empty box. */
  public long count(Region box) {
    return box.isEmpty() ? 0 : tilesOf(box).cells();
  }

  /** Calls the consumer for the part of the box in every tile it touches, in order of tiles. */
  public <E extends Exception> void forEach(Region box, PartConsumer<E> consumer) throws E {
    if (box.isEmpty()) {
      return;
    }
    Region tiles = tilesOf(box);
    long[] position = tiles.startArray();
    while (true) {
      consumer.accept(part(number(position), box));
      int axis = position.length - 1;
      while (axis >= 0 && ++position[axis] == tiles.stop(axis)) {
        position[axis] = tiles.start(axis);
        axis--;
      }
      if (axis < 0) {
        return;
      }
    }
  }

  /**
   * The position of a tile with dashes between its numbers, as Deker names it (deker-layout.md,
   * "Virtual arrays and tiles").
   */
  public String name(long number) {
    StringBuilder name = new StringBuilder();
    for (long at : position(number)) {
      name.append(name.isEmpty() ? "" : "-").append(at);
    }
    return name.toString();
  }

  /** The number of the tile of a name; empty if no tile of the grid has it. */
  public OptionalLong findNumber(String name) {
    String[] parts = name.split("-", -1);
    if (parts.length != strides.length) {
      return OptionalLong.empty();
    }
    long[] position = new long[parts.length];
    for (int axis = 0; axis < parts.length; axis++) {
      OptionalLong at = digits(parts[axis]);
      if (at.isEmpty() || at.getAsLong() >= counts.length(axis)) {
        return OptionalLong.empty();
      }
      position[axis] = at.getAsLong();
    }
    return OptionalLong.of(number(position));
  }

  private static OptionalLong digits(String text) {
    boolean canonical = text.equals("0") || !text.startsWith("0");
    if (text.isEmpty() || text.length() > 18 || !canonical) {
      return OptionalLong.empty();
    }
    for (int at = 0; at < text.length(); at++) {
      if (text.charAt(at) < '0' || text.charAt(at) > '9') {
        return OptionalLong.empty();
      }
    }
    return OptionalLong.of(Long.parseLong(text));
  }
}
