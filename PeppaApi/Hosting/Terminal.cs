namespace PeppaApi.Hosting;

/// <summary>Words to the person at the console; what programs read goes to the log.</summary>
public sealed class Terminal(TextWriter output, TextWriter error)
{
    public static Terminal OfProcess { get; } = new(Console.Out, Console.Error);

    public Task WriteAsync(string text) => output.WriteLineAsync(text);

    public Task ComplainAsync(string text) => error.WriteLineAsync(text);
}
