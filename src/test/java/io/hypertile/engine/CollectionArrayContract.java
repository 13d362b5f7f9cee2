package io.hypertile.engine;

import io.hypertile.StorageDirectories;
import io.hypertile.array.Axis;
import io.hypertile.array.CellArray;
import io.hypertile.array.CellArrayContract;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.ArraysSchema.ArraySchema;
import io.hypertile.schema.AttributeSchema;
import io.hypertile.schema.AttributeType;
import io.hypertile.schema.AttributeValue;
import io.hypertile.schema.Attributes;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.Dimension;
import io.hypertile.schema.StorageOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Arrays of collections keep the promises of cells, in every layout of every engine. */
public abstract class CollectionArrayContract extends CellArrayContract {
  @TempDir(factory = StorageDirectories.class)
  Path root;

  private TestStorage storage;
  private Collection collection;
  private ArrayId id;

  /** Opens the storage at the root, which is an empty directory. */
  protected abstract TestStorage open(Path root);

  /** The collection of the array: the given one, or another layout of the same arrays. */
  protected abstract Collection kept(Collection plain);

  @BeforeEach
  void makeTheArray() {
    storage = open(root);
    collection = kept(plain());
    storage.collections().create(collection);
    Axis.Time hours = (Axis.Time) SPEC.axes().getFirst();
    AttributeValue start = new AttributeValue.TimeValue(((Axis.Start.At) hours.start()).time());
    ArrayHeader header =
        new ArrayHeader(ArrayId.random(), Attributes.of(Map.of("dt", start)), Attributes.none());
    id = storage.arrays().create(collection, header).header().id();
  }

  @AfterEach
  void closeTheStorage() {
    storage.close();
  }

  private static Collection plain() {
    return new Collection(
        new CollectionName("cells"),
        new ArraySchema(
            SPEC.fill().number(),
            SPEC.fill(),
            SPEC.axes().stream().map(CollectionArrayContract::dimension).toList(),
            List.of(new AttributeSchema("dt", AttributeType.Plain.DATETIME, true))),
        Optional.of(StorageOptions.CONTIGUOUS));
  }

  private static Dimension dimension(Axis axis) {
    return switch (axis) {
      case Axis.Plain plain -> new Dimension.Plain(plain.name(), plain.size());
      case Axis.Scaled scaled -> new Dimension.Scaled(scaled.name(), scaled.size(), scaled.scale());
      case Axis.Labelled labelled ->
          new Dimension.Labelled(labelled.name(), labelled.size(), labelled.labels());
      case Axis.Listed listed -> throw new IllegalArgumentException(listed.name());
      case Axis.Time time ->
          new Dimension.Time(
              time.name(), time.size(), new Dimension.TimeStart.OfAttribute("dt"), time.step());
    };
  }

  @Override
  protected CellArray find() {
    return storage.arrays().findToRead(collection, id).orElseThrow();
  }
}
