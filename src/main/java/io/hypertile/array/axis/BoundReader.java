package io.hypertile.array.axis;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.CellReader;
import io.hypertile.array.ChunkObject;
import io.hypertile.array.ChunkStretches;
import io.hypertile.array.EncodedChunk;
import io.hypertile.array.ReadAhead;
import io.hypertile.array.Version;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import java.util.Optional;

/**
 * A reader whose axes have coordinates.
 *
 * @param reader the same without coordinates
 * @param spec the form with coordinates
 */
public record BoundReader(CellReader reader, ArraySpec spec) implements CellReader {
  @Override
  public Version version() {
    return reader.version();
  }

  @Override
  public Optional<Shape> chunkShape() {
    return reader.chunkShape();
  }

  @Override
  public Optional<ChunkStretches> stretches() {
    return reader.stretches();
  }

  @Override
  public ReadAhead advice() {
    return reader.advice();
  }

  @Override
  public void read(Region region, CellBlock target) {
    reader.read(region, target);
  }

  @Override
  public Optional<EncodedChunk> encoded(String codec, Region box) {
    return reader.encoded(codec, box);
  }

  @Override
  public Optional<ChunkObject> object(long[] position) {
    return reader.object(position);
  }

  @Override
  public void close() {
    reader.close();
  }
}
