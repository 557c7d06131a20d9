using PeppaApi.Benchmarks;
using PeppaApi.Benchmarks.Roles;

return args switch
{
    ["upstream", "--port", var port] => await SampleUpstream.RunAsync(port),
    ["yarp", "--port", var port, "--upstream", var upstream] => await YarpRelay.RunAsync(port, upstream),
    _ => await BenchmarkCommand.RunAsync(args, Console.Out, TimeProvider.System),
};
