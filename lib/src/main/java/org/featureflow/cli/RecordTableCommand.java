package org.featureflow.cli;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.featureflow.ConsoleTable;
import org.featureflow.FeatureFlowException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Prints the table of a record that a notebook wrote; the {@code ffr} script ends a tour with it. Of the record it needs
 * {@code {"table": {"columns": ["network", "accuracy"], "rows": [["dense", "91.2 %"], ...]}}} with text in every cell.
 */
@Command(name = "table", hidden = true, description = "Print the table of a record.json.")
final class RecordTableCommand implements Runnable {
    private record Table(List<String> columns, List<List<String>> rows) {}

    private record RunRecord(Table table) {}

    @Parameters(paramLabel = "FILE", description = "A record.json with a member \"table\".")
    private Path file;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        Table table = read();
        ConsoleTable console = new ConsoleTable();
        for (int column = 0; column < table.columns().size(); column++) {
            if (column == 0) {
                console.left(table.columns().get(column));
            } else {
                console.right(table.columns().get(column));
            }
        }
        table.rows().forEach(row -> console.row(row.toArray()));
        PrintWriter out = spec.commandLine().getOut();
        out.print(console);
        out.flush();
    }

    private Table read() {
        try (Reader reader = Files.newBufferedReader(file)) {
            RunRecord run = new Gson().fromJson(reader, RunRecord.class);
            Table table = run == null ? null : run.table();
            if (table == null || table.columns() == null || table.rows() == null) {
                throw new FeatureFlowException(file + " has no table; run the notebook that writes it to its end.");
            }
            return table;
        } catch (JsonParseException e) {
            throw new FeatureFlowException(file + " is not a record; run the notebook that writes it again.", e);
        } catch (IOException e) {
            throw new FeatureFlowException("Cannot read " + file + "; run the notebook that writes it first.", e);
        }
    }
}
