package io.hypertile.encode;

import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Shape;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Description of an answer's cells.
 *
 * @param dtype their dtype
 * @param shape shape of the answer, dropped axes absent
 * @param dimensions names of its axes, as many as the shape has
 * @param coordinates coordinates of its axes, as many
 * @param beside more coordinates along the first axis, of other names than its axes
 * @param meaning what is known of the cells beside that
 * @param about what else is told of them
 */
public record CellsHeader(
    CellType dtype,
    Shape shape,
    List<String> dimensions,
    List<CoordinateColumn> coordinates,
    List<Beside> beside,
    Meaning meaning,
    About about) {
  /** Coordinates beside those of the axes, by name. */
  public record Beside(String name, CoordinateColumn column) {}

  /**
   * Meaning of cells and axes.
   *
   * @param nulls value of the cells' type that stands for null, as NaN does in any case
   * @param measures measures, such as {@code lat}, by the names of the axes whose coordinates are
   *     values; the name itself where there is no other
   * @param units unit of the cells
   */
  public record Meaning(
      Optional<FillValue> nulls, Map<String, String> measures, Optional<String> units) {
    /** Nothing is known. */
    public static final Meaning NONE = new Meaning(Optional.empty(), Map.of(), Optional.empty());

    public Meaning {
      measures = Map.copyOf(measures);
    }
  }

  /**
   * Facts about the array of the cells, for formats that keep more than cells.
   *
   * @param name name for the cells, such as the collection's; any text
   * @param attributes attributes of the array, by name; not to be changed
   * @param dropped coordinates of the one position taken on each axis that the answer does not have
   */
  public record About(String name, ObjectNode attributes, List<Beside> dropped) {
    /** Nothing is known. */
    public static final About NOTHING =
        new About("data", JsonNodeFactory.instance.objectNode(), List.of());

    public About {
      dropped = List.copyOf(dropped);
    }
  }

  /**
   * One of several boxes of cells in an answer.
   *
   * @param name its name, unique within the answer
   * @param found its cells; empty for one that is asked for and not there
   */
  public record Named(String name, Optional<CellsHeader> found) {
    /** A box that is there. */
    public Named(String name, CellsHeader header) {
      this(name, Optional.of(header));
    }

    /** A box that is not there. */
    public static Named absent(String name) {
      return new Named(name, Optional.empty());
    }

    /** The cells of a box that is there. */
    public CellsHeader header() {
      return found.orElseThrow();
    }
  }

  public CellsHeader {
    dimensions = List.copyOf(dimensions);
    coordinates = List.copyOf(coordinates);
    beside = List.copyOf(beside);
    if (dimensions.size() != shape.rank() || coordinates.size() != shape.rank()) {
      throw new IllegalArgumentException("as many dimensions and coordinates as axes are needed");
    }
  }

  /** Cells without more coordinates than those of their axes. */
  public CellsHeader(
      CellType dtype, Shape shape, List<String> dimensions, List<CoordinateColumn> coordinates) {
    this(dtype, shape, dimensions, coordinates, List.of());
  }

  /** Cells of which nothing more is known. */
  public CellsHeader(
      CellType dtype,
      Shape shape,
      List<String> dimensions,
      List<CoordinateColumn> coordinates,
      List<Beside> beside) {
    this(dtype, shape, dimensions, coordinates, beside, Meaning.NONE, About.NOTHING);
  }

  /** The same cells, of which more is known. */
  public CellsHeader with(Meaning known) {
    return new CellsHeader(dtype, shape, dimensions, coordinates, beside, known, about);
  }

  /** The same cells as they travel in another type. */
  public CellsHeader with(CellType other) {
    return new CellsHeader(other, shape, dimensions, coordinates, beside, meaning, about);
  }

  /** The same cells with more told of them. */
  public CellsHeader with(About told) {
    return new CellsHeader(dtype, shape, dimensions, coordinates, beside, meaning, told);
  }

  /** Cells whose axes have positions for coordinates. */
  public static CellsHeader of(CellType dtype, Shape shape, List<String> dimensions) {
    CoordinateColumn positions = CoordinateColumn.positions();
    return new CellsHeader(dtype, shape, dimensions, Collections.nCopies(shape.rank(), positions));
  }
}
