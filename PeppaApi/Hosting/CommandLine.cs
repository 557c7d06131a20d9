using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using PeppaApi.Hosting.Demo;

namespace PeppaApi.Hosting;

/// <summary>The verbs of the binary, and how each may end.</summary>
internal static class CommandLine
{
    private const string Usage = """
        Usage: PeppaApi [verb] [--Section:Key=value ...]

          (no verb)   serve
          demo        serve with a sample upstream, a ready user and a ready token; nothing is kept
          audit       recompute the books of the data directory; exit code 1 if anything differs
          backup FILE    copy everything that lasts into one file; may run beside a serving process
          restore FILE   the way back, into an empty data directory; --overwrite puts aside what is there
          import one-api|new-api FILE   say what of that relay's SQLite database can be brought over; --apply does it

        Settings come from appsettings.json, the environment (Section__Key) and the command line.
        """;

    public static async Task<int> RunAsync(string[] args, Terminal terminal)
    {
        var verb = args is [var first, ..] && !first.StartsWith('-') ? first : "";
        var settings = verb.Length == 0 ? args : args[1..];
        try
        {
            return verb switch
            {
                "" => await ServeCommand.RunAsync(settings),
                "demo" => await DemoCommand.RunAsync(settings, terminal),
                "backup" => await BackupCommand.BackUpAsync(settings, terminal),
                "restore" => await BackupCommand.RestoreAsync(settings, terminal),
                "import" => await ImportCommand.RunAsync(settings, terminal),
                "audit" => await AuditCommand.RunAsync(settings, terminal),
                _ => throw new StartUpException($"Unknown verb '{verb}'.{Environment.NewLine}{Environment.NewLine}{Usage}", ExitCodes.Usage),
            };
        }
        catch (StartUpException exception)
        {
            await terminal.ComplainAsync(exception.Message);
            return exception.ExitCode;
        }
        catch (Exception exception) when (IsAddressTrouble(exception))
        {
            await terminal.ComplainAsync($"{exception.Message} Choose another address, for example: --Urls=http://127.0.0.1:5090");
            return ExitCodes.Failure;
        }
    }

    private static bool IsAddressTrouble(Exception exception) =>
        exception is IOException { InnerException: AddressInUseException } or SocketException or AddressInUseException;
}
