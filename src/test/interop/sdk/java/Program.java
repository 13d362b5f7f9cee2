import com.google.gson.GsonBuilder;
import io.hypertile.client.ApiClient;
import io.hypertile.client.ApiException;
import io.hypertile.client.api.ArraysApi;
import io.hypertile.client.api.CellsApi;
import io.hypertile.client.api.CollectionsApi;
import io.hypertile.client.model.AttributeDeclaration;
import io.hypertile.client.model.CellsDocument;
import io.hypertile.client.model.CollectionKind;
import io.hypertile.client.model.Dimension;
import io.hypertile.client.model.GenericDimension;
import io.hypertile.client.model.NewArray;
import io.hypertile.client.model.NewCells;
import io.hypertile.client.model.NewCollection;
import io.hypertile.client.model.ProblemDetail;
import io.hypertile.client.model.Scale;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Uses the Java SDK and prints what it saw as JSON. */
final class Program {
  private static final String NAME = "sdk_java";

  private interface Call {
    void execute() throws ApiException;
  }

  private Program() {}

  public static void main(String[] arguments) throws ApiException {
    ApiClient client = new ApiClient().setBasePath(arguments[0]);
    client.setApiKey(arguments[1]);
    new CollectionsApi(client).createCollection(collection()).execute();
    ArraysApi arrays = new ArraysApi(client);
    CellsApi cells = new CellsApi(client);
    String array = create(arrays, "first, with a comma");
    byte[] written = npy();
    cells.writeNpy(NAME, array, written).execute();
    if (!Arrays.equals(cells.readNpy(NAME, array).execute(), written)) {
      throw new IllegalStateException("other cells came back");
    }
    byte[] row = cells.readNpy(NAME, "~\"first, with a comma\"").slice("9.5,:").execute();
    List<String> first = List.of("y=10.0", "x=0:1");
    cells.writeJson(NAME, array, new NewCells().data(List.of(5))).sel(first).execute();
    Object named = cells.readJson(NAME, array).sel(List.of("y=10.0", "x=0:2")).execute().getData();
    cells.writeJson(NAME, array, new NewCells().data(0)).sel(first).execute();
    CellsDocument document = cells.readJson(NAME, array).slice("0:2,1").execute();
    String second = create(arrays, "second");
    arrays.deleteArray(NAME, second).execute();
    Map<String, Object> seen = new LinkedHashMap<>();
    seen.put("id", array);
    seen.put("npy", lastCells(row, 4));
    seen.put("sel", named);
    seen.put("json", document.getData());
    seen.put("shape", document.getShape());
    seen.put("deleted", refusal(() -> cells.readNpy(NAME, second).execute()));
    seen.put("slice", refusal(() -> cells.readNpy(NAME, array).slice("0,nothing").execute()));
    seen.put("unknown", refusal(() -> cells.readJson(NAME + "x", array).execute()));
    System.out.println(new GsonBuilder().serializeNulls().create().toJson(seen));
    client.getHttpClient().connectionPool().evictAll();
  }

  private static NewCollection collection() {
    return new NewCollection()
        .name(NAME)
        .kind(CollectionKind.ARRAY)
        .dtype("float32")
        .addDimensionsItem(
            new Dimension(
                dimension("y", 3).scale(new Scale().startValue(10.0).step(-0.5).name("lat"))))
        .addDimensionsItem(new Dimension(dimension("x", 4)))
        .addAttributesItem(
            new AttributeDeclaration().name("station").dtype("string").primary(true));
  }

  private static GenericDimension dimension(String name, long size) {
    return new GenericDimension().type(GenericDimension.TypeEnum.GENERIC).name(name).size(size);
  }

  private static String create(ArraysApi arrays, String station) throws ApiException {
    NewArray array = new NewArray().putPrimaryAttributesItem("station", station);
    return arrays.createArray(NAME, array).execute().getId().toString();
  }

  /** NPY of 3 by 4 cells of float32: 0, 0.5, 1, … */
  private static byte[] npy() {
    String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }";
    ByteBuffer bytes = ByteBuffer.allocate(128 + 48).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII)).put((byte) 1);
    bytes.put((byte) 0).putShort((short) 118);
    bytes.put(String.format("%-117s\n", header).getBytes(StandardCharsets.US_ASCII));
    for (int n = 0; n < 12; n++) {
      bytes.putFloat(128 + 4 * n, n / 2f);
    }
    return bytes.array();
  }

  private static List<Float> lastCells(byte[] npy, int count) {
    ByteBuffer bytes = ByteBuffer.wrap(npy).order(ByteOrder.LITTLE_ENDIAN);
    List<Float> cells = new ArrayList<>();
    for (int n = count; n > 0; n--) {
      cells.add(bytes.getFloat(npy.length - 4 * n));
    }
    return cells;
  }

  private static List<Object> refusal(Call call) {
    try {
      call.execute();
    } catch (ApiException e) {
      ProblemDetail problem = e.getErrorObject();
      if (problem.getDetail().isEmpty()) {
        throw new IllegalStateException("the problem has no detail", e);
      }
      return Arrays.asList(e.getCode(), problem.getCode().getValue(), problem.getColumn());
    }
    throw new IllegalStateException("there was no refusal");
  }
}
