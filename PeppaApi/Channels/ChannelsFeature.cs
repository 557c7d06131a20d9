using PeppaApi.Data;
using PeppaApi.Outbound;

namespace PeppaApi.Channels;

public static class ChannelsFeature
{
    public static IHostApplicationBuilder AddChannels(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<KeyVault>();
        builder.Services.AddSingleton<ChannelDirectory>();
        builder.Services.AddSingleton<ServiceGlance>();
        builder.Services.AddSingleton<IDataChangeListener>(services => services.GetRequiredService<ChannelDirectory>());
        builder.Services.AddSingleton<StickyRoutes>();
        builder.Services.AddSingleton<ChannelJournal>();
        builder.Services.AddSingleton<ChannelJournalWriter>();
        builder.Services.AddHostedService(services => services.GetRequiredService<ChannelJournalWriter>());
        builder.Services.AddSingleton<ChannelSelector>();
        builder.Services.AddSingleton<ChannelKeyService>();
        builder.Services.AddSingleton(new ChannelWatchOptions(TimeSpan.FromSeconds(builder.Configuration.GetValue("Relay:RecoverySeconds", 60))));
        builder.Services.AddSingleton<ChannelWatch>();
        builder.Services.AddHostedService(services => services.GetRequiredService<ChannelWatch>());
        builder.Services.AddSingleton<ChannelService>();
        builder.Services.AddSingleton<ChannelLister>();
        builder.Services.AddSingleton<ChannelTester>();
        builder.Services.AddSingleton<ChannelTransfer>();
        builder.Services.AddSingleton<UpstreamCalls>();
        builder.Services.AddSingleton<UpstreamQuestions>();
        builder.Services.AddSingleton<ChannelNotices>();
        builder.Services.AddHostedService(services => services.GetRequiredService<ChannelNotices>());
        builder.Services.AddSingleton(services => new UpstreamHttp(
            services.GetRequiredService<AddressGuard>(),
            TimeSpan.FromSeconds(builder.Configuration.GetValue("Relay:ConnectSeconds", 10))));
        return builder;
    }
}
