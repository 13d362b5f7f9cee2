package io.hypertile.dataset.engine;

import io.hypertile.array.ArraySpec;
import io.hypertile.dataset.ArrayStatistics;
import io.hypertile.dataset.figures.CellFigures;
import io.hypertile.dataset.figures.FiguresByType;
import io.hypertile.dataset.figures.FiguresNote;
import io.hypertile.dataset.figures.MergedFigures;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.FillValue;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.ChunkNotes;
import io.hypertile.zarr.NodeDocument;
import io.hypertile.zarr.cells.ZarrArrays;
import java.util.List;
import java.util.Optional;

/** Figures of chunks, noted when these are encoded. */
final class DatasetNotes implements ChunkNotes {
  @Override
  public Optional<Maker> of(ArrayDocument document) {
    ArraySpec spec = ZarrArrays.spec(NodeDocument.NAME, document);
    return Optional.of(new OfArray(spec, DefinitionForm.declared(document, spec)));
  }

  /** Notes on chunks of one array. */
  private record OfArray(ArraySpec spec, Optional<FillValue> fill) implements Maker {
    @Override
    public boolean keepsFills() {
      return fill.isEmpty();
    }

    @Override
    public Optional<byte[]> of(CellBlock cells) {
      CellFigures figures = FiguresByType.of(spec.dtype(), fill);
      figures.add(cells, spec.dtype().size());
      return FiguresNote.write(figures.figures());
    }

    @Override
    public Optional<byte[]> joined(List<Optional<byte[]>> parts) {
      Optional<ArrayStatistics> all = Optional.of(ArrayStatistics.unwritten(0));
      for (Optional<byte[]> part : parts) {
        Optional<ArrayStatistics> before = all;
        all =
            part.flatMap(FiguresNote::read)
                .flatMap(figures -> before.map(sum -> MergedFigures.of(sum, figures)));
      }
      return all.flatMap(FiguresNote::write);
    }
  }
}
