package dev.freshet.registry;

import java.time.Instant;
import org.apache.avro.Conversion;
import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;

/** Written as Avro's generator writes: a model with conversions, Java strings, a nested record. */
public final class ChannelRow extends SpecificRecordBase {
  private static final long serialVersionUID = 1L;

  public static final Schema SCHEMA$ =
      schema(
          "{'type':'string','avro.java.string':'String'}",
          ",{'name':'note','type':'string','default':'none'}");

  /** The same record before it had a note, and as another language registers it. */
  public static final Schema OLDER = schema("'string'", "");

  private static final Conversion<Instant> FITTED_AT =
      new TimeConversions.TimestampMillisConversion();
  private static final SpecificData MODEL$ = new SpecificData();

  static {
    MODEL$.addLogicalTypeConversion(FITTED_AT);
  }

  private String channel;
  private Instant fittedAt;
  private Interval roi;
  private Object note;

  public ChannelRow() {}

  public ChannelRow(String channel, Instant fittedAt, Interval roi, String note) {
    this.channel = channel;
    this.fittedAt = fittedAt;
    this.roi = roi;
    this.note = note;
  }

  private static Schema schema(String string, String more) {
    String text =
        "{'type':'record','name':'ChannelRow','namespace':'dev.freshet.registry','fields':["
            + "{'name':'channel','type':"
            + string
            + "},{'name':'fittedAt','type':{'type':'long','logicalType':'timestamp-millis'}},"
            + "{'name':'roi','type':['null',"
            + Interval.SCHEMA$
            + "]}"
            + more
            + "]}";
    return new Schema.Parser().parse(text.replace('\'', '"'));
  }

  @Override
  public Conversion<?> getConversion(int field) {
    return field == 1 ? FITTED_AT : null;
  }

  @Override
  public SpecificData getSpecificData() {
    return MODEL$;
  }

  @Override
  public Schema getSchema() {
    return SCHEMA$;
  }

  @Override
  public Object get(int field) {
    return switch (field) {
      case 0 -> channel;
      case 1 -> fittedAt;
      case 2 -> roi;
      default -> note;
    };
  }

  @Override
  public void put(int field, Object value) {
    switch (field) {
      case 0 -> channel = value.toString();
      case 1 -> fittedAt = (Instant) value;
      case 2 -> roi = (Interval) value;
      default -> note = value.toString();
    }
  }

  /** Low and high end. */
  public static final class Interval extends SpecificRecordBase {
    private static final long serialVersionUID = 1L;
    public static final Schema SCHEMA$ =
        new Schema.Parser()
            .parse(
                "{'type':'record','name':'Interval','namespace':'dev.freshet.registry.ChannelRow','fields':[{'name':'low','type':'double'},{'name':'high','type':'double'}]}"
                    .replace('\'', '"'));
    private double low;
    private double high;

    public Interval() {}

    public Interval(double low, double high) {
      this.low = low;
      this.high = high;
    }

    @Override
    public Schema getSchema() {
      return SCHEMA$;
    }

    @Override
    public Object get(int field) {
      return field == 0 ? low : high;
    }

    @Override
    public void put(int field, Object value) {
      if (field == 0) {
        low = (Double) value;
      } else {
        high = (Double) value;
      }
    }
  }
}
