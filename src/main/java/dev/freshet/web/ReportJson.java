package dev.freshet.web;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;

/**
 * Writes a report's data as the JSON that the charts draw: days and times in ISO 8601, numbers with
 * seven digits, null for what is not known.
 */
public final class ReportJson {
  private static final MathContext DIGITS = new MathContext(7);

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .addModule(
              new SimpleModule()
                  .addSerializer(double[].class, new Series())
                  .addSerializer(Double.class, new Single())
                  .addSerializer(double.class, new Single()))
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private ReportJson() {}

  /** The JSON of a report. */
  public static String of(ReportData data) {
    try {
      return MAPPER.writeValueAsString(data);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a report cannot be written as JSON", e);
    }
  }

  /**
   * A report that {@link #of} wrote.
   *
   * @throws IllegalArgumentException if the text is none
   */
  public static ReportData read(String json) {
    try {
      return MAPPER.readValue(json, ReportData.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no data of a report: " + e.getOriginalMessage(), e);
    }
  }

  private static void write(double value, JsonGenerator out) throws IOException {
    if (!Double.isFinite(value)) {
      out.writeNull(); // JSON has no other numbers
      return;
    }
    double rounded = new BigDecimal(value).round(DIGITS).doubleValue();
    if (rounded == Math.rint(rounded) && Math.abs(rounded) < 1e15) {
      out.writeNumber((long) rounded);
    } else {
      out.writeNumber(rounded);
    }
  }

  private static final class Series extends StdSerializer<double[]> {
    private static final long serialVersionUID = 1;

    Series() {
      super(double[].class);
    }

    @Override
    public void serialize(double[] values, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeStartArray();
      for (double value : values) {
        write(value, out);
      }
      out.writeEndArray();
    }
  }

  private static final class Single extends StdSerializer<Double> {
    private static final long serialVersionUID = 1;

    Single() {
      super(Double.class);
    }

    @Override
    public void serialize(Double value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      write(value, out);
    }
  }
}
