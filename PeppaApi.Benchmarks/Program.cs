using PeppaApi.Benchmarks;
using PeppaApi.Benchmarks.Micro;
using PeppaApi.Benchmarks.Roles;

return args switch
{
    ["upstream", "--port", var port] => await SampleUpstream.RunAsync(port, paced: false),
    ["upstream", "--port", var port, "--paced"] => await SampleUpstream.RunAsync(port, paced: true),
    ["yarp", "--port", var port, "--upstream", var upstream] => await YarpRelay.RunAsync(port, upstream),
    ["micro", .. var rest] => MicroCommand.Run(rest),
    _ => await BenchmarkCommand.RunAsync(args, Console.Out, TimeProvider.System),
};
